import { createRoute, z } from '@hono/zod-openapi';
import { EVENT_TYPES } from '../../domain/events/event.js';
import {
  changeRefusals,
  IdempotencyKey,
  json,
  keyRefused,
  Moment,
  problem,
  refusals,
  secured,
  Time,
} from '../contract.js';
import { DeliveryListSchema } from '../notifications/schema.js';

const id = z.object({ id: z.uuid().openapi({ example: '019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01' }) });

/** `*`, `document.*`, or a type that exists. */
const Wanted = z
  .string()
  .refine(
    (type) =>
      type === '*' ||
      EVENT_TYPES.some((each) => each === type || (type.endsWith('.*') && each.startsWith(type.slice(0, -1)))),
    { error: 'takes *, a type of event such as document.completed, or a group such as document.*' },
  )
  .openapi({ example: 'document.completed' });

const WebhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    kind: z.enum(['standard', 'slack']),
    events: z.array(z.string()),
    disabled_at: Time.nullable().openapi({ description: 'since when nothing is sent to it' }),
    disabled_reason: z.string().nullable(),
    created_at: Time,
  })
  .openapi('Webhook');

const WithSecretSchema = WebhookSchema.extend({
  secret: z.string().openapi({ description: 'signs what is sent; it is not shown again', example: 'whsec_…' }),
}).openapi('WebhookWithSecret');

const common = { tags: ['webhooks'], security: secured };
const forAdministrators = { ...refusals, 403: problem('Only administrators of the team may do this') };
const one = { ...forAdministrators, 404: problem('No such webhook') };
const change = { ...changeRefusals, 404: problem('No such webhook'), 409: problem(keyRefused) };

export const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/webhooks',
  operationId: 'listWebhooks',
  summary: 'Addresses that events are posted to',
  responses: {
    200: json('Webhooks', z.object({ items: z.array(WebhookSchema), next_cursor: z.null() })),
    ...forAdministrators,
  },
});

export const add = createRoute({
  ...common,
  method: 'post',
  path: '/v1/webhooks',
  operationId: 'addWebhook',
  summary: 'Have events posted to an address',
  description:
    'Signed as the Standard Webhooks specification says; `webhook-id` is the id of the event, however often it is sent. Only 2xx is taken as received; 410 switches the webhook off.',
  request: {
    headers: IdempotencyKey,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({
            url: z.url({ protocol: /^https?$/, error: 'takes an http or https address' }).max(2_000),
            events: z.array(Wanted).min(1).max(50),
            kind: z
              .enum(['standard', 'slack'])
              .default('standard')
              .openapi({ description: '`slack`: messages for people, as Slack’s incoming webhooks take them' }),
          }),
        },
      },
    },
  },
  responses: {
    201: json('The webhook with its secret', WithSecretSchema),
    ...changeRefusals,
    409: problem(keyRefused),
  },
});

export const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/webhooks/{id}',
  operationId: 'removeWebhook',
  summary: 'Send nothing to it any more, and forget its deliveries',
  request: { params: id },
  responses: { 204: { description: 'Removed' }, ...changeRefusals, 404: problem('No such webhook') },
});

export const rotate = createRoute({
  ...common,
  method: 'post',
  path: '/v1/webhooks/{id}/rotate',
  operationId: 'rotateWebhook',
  summary: 'Give it a new secret; the one before signs as well for 24 hours',
  request: { params: id, headers: IdempotencyKey },
  responses: { 200: json('The webhook with its new secret', WithSecretSchema), ...change },
});

export const enable = createRoute({
  ...common,
  method: 'post',
  path: '/v1/webhooks/{id}/enable',
  operationId: 'enableWebhook',
  summary: 'Send to it again',
  request: { params: id, headers: IdempotencyKey },
  responses: { 200: json('The webhook', WebhookSchema), ...change },
});

export const test = createRoute({
  ...common,
  method: 'post',
  path: '/v1/webhooks/{id}/test',
  operationId: 'testWebhook',
  summary: 'Send it an event of type `webhook.test`',
  request: { params: id, headers: IdempotencyKey },
  responses: { 202: json('It is sent; see deliveries', z.object({ delivery: z.uuid() })), ...change },
});

export const deliveries = createRoute({
  ...common,
  method: 'get',
  path: '/v1/webhooks/{id}/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'What was sent to it, newest first, with every attempt',
  request: {
    params: id,
    query: z.object({
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: { 200: json('Deliveries', DeliveryListSchema), 400: problem('A cursor of another server'), ...one },
});

export const replay = createRoute({
  ...common,
  method: 'post',
  path: '/v1/webhooks/{id}/replay',
  operationId: 'replayWebhook',
  summary: 'Send once more what happened in a range of time, with the ids that it had',
  request: {
    params: id,
    headers: IdempotencyKey,
    body: { required: true, content: { 'application/json': { schema: z.object({ from: Moment, to: Moment }) } } },
  },
  responses: { 202: json('They are sent', z.object({ accepted: z.number().int() })), ...change },
});
