import { createRoute, z } from '@hono/zod-openapi';
import { NOTIFIABLE_TYPES, type NotifiableType } from '../../domain/notifications/notifiable.js';
import { NOTIFICATION_STATES } from '../../domain/notifications/notification.js';
import { CHANNELS } from '../../domain/notifications/preferences.js';
import { PersonPreferences, TenantPreferences } from '../../domain/notifications/preferences-schema.js';
import { PREVIEW_CHANNELS } from '../../services/notifications/index.js';
import { changeRefusals, IdempotencyKey, json, keyRefused, plain, problem, refusals, secured } from '../contract.js';
import { DecisionSchema, DeliveryListSchema, NotificationSchema } from './schema.js';

const paging = {
  cursor: z.string().max(500).optional().openapi({ description: 'next_cursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

const common = { tags: ['notifications'], security: secured };
const change = { ...changeRefusals, 409: problem(keyRefused) };

const Unread = z.object({ unread: z.number().int().openapi({ description: 'how many are unread now' }) });

export const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/notifications',
  operationId: 'listNotifications',
  summary: 'Your inbox, newest first; without a state, all that is not archived',
  request: { query: z.object({ state: z.enum(NOTIFICATION_STATES).optional(), ...paging }) },
  responses: {
    200: json(
      'Notifications',
      z.object({ items: z.array(NotificationSchema), next_cursor: z.string().nullable() }).extend(Unread.shape),
    ),
    400: problem('A cursor of another server'),
    ...refusals,
  },
});

const Which = z
  .object({ ids: z.array(z.uuid()).min(1).max(1_000).optional(), all: z.literal(true).optional() })
  .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), { error: 'takes ids, or all: true' });

const marking = (path: string, operationId: string, summary: string) =>
  createRoute({
    ...common,
    method: 'post',
    path: `/v1/notifications/${path}`,
    operationId,
    summary,
    description: 'Your other devices hear of it on the channel `me`.',
    request: { headers: IdempotencyKey, body: body(Which) },
    responses: { 200: json('Marked', Unread), ...change },
  });

export const read = marking('read', 'readNotifications', 'Mark as read');
export const unread = marking('unread', 'unreadNotifications', 'Mark as unread');
export const archive = marking('archive', 'archiveNotifications', 'Take out of the inbox');

const Cell = z.object({ on: z.boolean(), code: z.string(), text: z.string() });

const PreferencesAnswer = z
  .object({
    preferences: PersonPreferences.openapi({ description: 'what you have set' }),
    team: TenantPreferences.openapi({ description: 'what holds where you have set nothing' }),
    enabled: z.boolean().openapi({ description: 'whether your team sends notifications at all' }),
    matrix: z
      .array(
        z.object({
          type: z.enum(NOTIFIABLE_TYPES),
          title: z.string(),
          category: z.string(),
          required: z.boolean(),
          channels: z.record(z.enum(CHANNELS), Cell),
        }),
      )
      .openapi({ description: 'what holds now, and who said so' }),
    email: z.object({
      address: z.string().nullable(),
      state: z.enum(['ready', 'none', 'unverified', 'suppressed', 'unavailable']),
      text: z.string().openapi({ description: 'what that means' }),
    }),
  })
  .openapi('NotificationPreferences');

export const getPreferences = createRoute({
  ...common,
  method: 'get',
  path: '/v1/me/preferences',
  operationId: 'getPreferences',
  summary: 'What reaches you, and where',
  responses: { 200: json('Preferences', PreferencesAnswer), ...refusals },
});

export const putPreferences = createRoute({
  ...common,
  method: 'put',
  path: '/v1/me/preferences',
  operationId: 'putPreferences',
  summary: 'Set what reaches you; what is left out is as your team has it',
  request: { headers: IdempotencyKey, body: body(PersonPreferences) },
  responses: { 200: json('Preferences', PreferencesAnswer), ...change },
});

export const explain = createRoute({
  ...common,
  method: 'post',
  path: '/v1/me/preferences/explain',
  operationId: 'explainNotification',
  summary: 'Why did I (not) get this? Would I?',
  request: {
    headers: IdempotencyKey,
    body: body(
      z.object({
        event: z.union([
          z.uuid().openapi({ description: 'id of an event that has happened' }),
          z.object({
            type: z.enum(NOTIFIABLE_TYPES),
            label: z.string().max(100).optional(),
            document: z.uuid().optional(),
          }),
        ]),
      }),
    ),
  },
  responses: {
    200: json('A decision for each channel, with a reason for each step', z.record(z.enum(CHANNELS), DecisionSchema)),
    ...change,
    404: problem('Nothing was decided about such an event'),
  },
});

export const test = createRoute({
  ...common,
  method: 'post',
  path: '/v1/me/test',
  operationId: 'testNotification',
  summary: 'Send me a test',
  request: { headers: IdempotencyKey, body: body(z.object({ channel: z.enum(CHANNELS) })) },
  responses: {
    202: json(
      'It is on its way',
      z.object({ id: z.uuid().openapi({ description: 'of the notification or delivery' }) }),
    ),
    ...change,
  },
});

/** What most people are mailed. */
const EXAMPLE: NotifiableType = 'document.failed';

const ExampleOf = z.object({ type: z.enum(NOTIFIABLE_TYPES) });

export const preview = createRoute({
  ...common,
  method: 'post',
  path: '/v1/me/preview',
  operationId: 'previewNotification',
  summary: 'What would be sent: nothing is',
  request: {
    headers: IdempotencyKey,
    body: body(
      z.object({
        channel: z.enum(PREVIEW_CHANNELS),
        event: z
          .union([z.uuid().openapi({ description: 'id of an event that has happened' }), ExampleOf])
          .default({ type: EXAMPLE }),
      }),
    ),
  },
  responses: {
    200: json(
      'A mail, or the body of a post',
      z
        .union([
          z.object({ subject: z.string(), text: z.string(), html: z.string() }),
          z.object({ body: z.string().openapi({ description: 'JSON, as it is posted' }) }),
        ])
        .openapi('NotificationPreview'),
    ),
    ...change,
    404: problem('There is no such event'),
  },
});

export const previewMail = createRoute({
  ...common,
  method: 'get',
  path: '/v1/me/preview/mail',
  operationId: 'previewMail',
  summary: 'The HTML of the mail that would be sent, to be shown in a frame',
  request: {
    query: z.object({
      event: z
        .union([z.uuid(), z.enum(NOTIFIABLE_TYPES)])
        .default(EXAMPLE)
        .openapi({ description: 'id of an event that has happened, or a type: an example of it' }),
    }),
  },
  responses: { 200: plain('The mail', 'text/html'), ...refusals, 404: problem('There is no such event') },
});

export const setEmail = createRoute({
  ...common,
  method: 'put',
  path: '/v1/me/email',
  operationId: 'setEmail',
  summary: 'Set your address; it is sent a link that confirms it',
  request: { headers: IdempotencyKey, body: body(z.object({ address: z.email().max(254).nullable() })) },
  responses: { 200: json('Preferences', PreferencesAnswer), ...change },
});

export const deliveries = createRoute({
  ...common,
  method: 'get',
  path: '/v1/me/deliveries',
  operationId: 'listMyDeliveries',
  summary: 'What was e-mailed to you, or is going to be, newest first',
  request: { query: z.object(paging) },
  responses: { 200: json('Deliveries', DeliveryListSchema), 400: problem('A cursor of another server'), ...refusals },
});

const onDelivery = (verb: string, operationId: string, summary: string) =>
  createRoute({
    ...common,
    method: 'post',
    path: `/v1/me/deliveries/{id}/${verb}`,
    operationId,
    summary,
    request: { params: z.object({ id: z.uuid() }), headers: IdempotencyKey },
    responses: { 202: json('It will be', z.object({ id: z.uuid() })), ...change, 409: problem('It does not wait') },
  });

export const release = onDelivery('release', 'releaseDelivery', 'Send it now, and what a digest has gathered so far');
export const cancel = onDelivery('cancel', 'cancelDelivery', 'Do not send it');

const Policy = z
  .object({
    enabled: z.boolean().openapi({ description: 'false: nobody is told anything' }),
    preferences: TenantPreferences,
  })
  .openapi('NotificationPolicy');

export const getPolicy = createRoute({
  ...common,
  method: 'get',
  path: '/v1/notification-policy',
  operationId: 'getNotificationPolicy',
  summary: 'What holds for a team where a person has set nothing',
  responses: { 200: json('Policy', Policy), ...refusals },
});

export const putPolicy = createRoute({
  ...common,
  method: 'put',
  path: '/v1/notification-policy',
  operationId: 'putNotificationPolicy',
  summary: 'Set it; for administrators',
  request: { headers: IdempotencyKey, body: body(Policy) },
  responses: { 200: json('Policy', Policy), ...change },
});

const link = { security: [], tags: common.tags };
const gone = { 404: problem('The link is not known any more') };
const confirming = { params: z.object({ token: z.string().min(1).max(200) }) };

export const confirmPage = createRoute({
  ...link,
  method: 'get',
  path: '/v1/email-confirmations/{token}',
  operationId: 'confirmEmailPage',
  summary: 'What a person sees who follows the link that was sent to an address; it changes nothing',
  request: confirming,
  responses: { 200: plain('A page with a button', 'text/html') },
});

export const confirmEmail = createRoute({
  ...link,
  method: 'post',
  path: '/v1/email-confirmations/{token}',
  operationId: 'confirmEmail',
  summary: 'Somebody reads mail to this address: mail comes from now on',
  request: confirming,
  responses: { 200: plain('Confirmed', 'text/html'), ...gone },
});

const unsubscribing = { params: z.object({ token: z.uuid() }) };

export const unsubscribePage = createRoute({
  ...link,
  method: 'get',
  path: '/v1/unsubscribe/{token}',
  operationId: 'unsubscribePage',
  summary: 'What a person sees who follows the link in an e-mail; it changes nothing',
  request: unsubscribing,
  responses: { 200: plain('A page with a button', 'text/html'), ...gone },
});

export const unsubscribe = createRoute({
  ...link,
  method: 'post',
  path: '/v1/unsubscribe/{token}',
  operationId: 'unsubscribe',
  summary: 'No more e-mail of this kind (RFC 8058, one click)',
  request: unsubscribing,
  responses: { 200: plain('Done', 'text/html'), ...gone },
});
