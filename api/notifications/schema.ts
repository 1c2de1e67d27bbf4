import { z } from '@hono/zod-openapi';
import { DECISION_STEPS } from '../../domain/notifications/decision.js';
import { DELIVERY_STATUSES } from '../../domain/notifications/delivery.js';
import { NOTIFICATION_STATES } from '../../domain/notifications/notification.js';
import { Time } from '../contract.js';

/** What the answers about notifications are made of. */

export const NotificationSchema = z
  .object({
    id: z.uuid(),
    event_id: z.uuid(),
    type: z.string().openapi({ example: 'document.failed' }),
    subject: z.string().openapi({ example: 'document:019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01' }),
    severity: z.enum(['info', 'warning', 'critical']),
    title: z.string(),
    body: z.string(),
    state: z.enum(NOTIFICATION_STATES),
    created_at: Time,
  })
  .openapi('Notification');

export const DeliverySchema = z
  .object({
    id: z.uuid(),
    channel: z.enum(['email', 'webhook']),
    status: z.enum(DELIVERY_STATUSES),
    reason: z.string().nullable().openapi({ description: 'why it was put off, or not sent' }),
    not_before: Time,
    created_at: Time,
    sent_at: Time.nullable(),
    direct: z.boolean().openapi({ description: 'a test, or the link that confirms an address' }),
    gathering: z.boolean().openapi({ description: 'a digest that takes what comes until `not_before`' }),
    events: z.array(z.object({ id: z.string(), type: z.string(), subject: z.string(), time: Time })),
    attempts: z.array(
      z.object({
        attempt: z.number().int(),
        at: Time,
        duration_ms: z.number().int().nullable(),
        status: z.number().int().nullable().openapi({ description: 'HTTP status or SMTP code' }),
        outcome: z
          .enum(['sent', 'retry', 'failed', 'disabled'])
          .nullable()
          .openapi({ description: 'null: it is under way, or its process died' }),
        detail: z.string().nullable(),
      }),
    ),
  })
  .openapi('Delivery');

export const DeliveryListSchema = z
  .object({ items: z.array(DeliverySchema), next_cursor: z.string().nullable() })
  .openapi('DeliveryList');

export const DecisionSchema = z
  .object({
    outcome: z.enum(['send', 'gather', 'skip']),
    not_before: Time.nullable(),
    reasons: z.array(z.object({ step: z.enum(DECISION_STEPS), code: z.string(), text: z.string() })),
  })
  .openapi('NotificationDecision');
