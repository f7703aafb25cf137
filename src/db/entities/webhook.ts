import { defineEntity, p } from '@mikro-orm/core';
import { OutboxEvent } from './effects.ts';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';

export const endpointStatuses = ['enabled', 'disabled'] as const;
export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;

/**
 * Where an ERP wants to hear of events (contract 3.2). It belongs to principals, as keys do: a key sees one if it may act
 * for all of its clients.
 */
const WebhookEndpointSchema = defineEntity({
  name: 'WebhookEndpoint',
  tableName: 'webhook_endpoints',
  properties: {
    id: p.uuid().primary(),
    url: p.text(),
    /** Empty: all types. */
    events: p.json().$type<readonly string[]>(),
    allClients: p.boolean(),
    /** Ids in small letters; empty with `allClients`. */
    clientIds: p.json().$type<readonly string[]>(),
    status: p.enum([...endpointStatuses]).default('enabled'),
    /** `gone` (the receiver answered 410) or `request`. */
    disabledBecause: p.text().nullable(),
    /** Since when no try has succeeded; null: the last one did, or there was none. */
    failingSince: p.datetime().nullable(),
    /** The secrets that sign, newest first, as JSON. */
    ciphertext: p.text(),
    keyId: p.text(),
    kdfSalt: p.blob(),
    kdfIterations: p.integer(),
    version: p.integer().default(1),
    /** Until then the secret before the last one signs too. */
    previousUntil: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class WebhookEndpoint extends WebhookEndpointSchema.class {}
WebhookEndpointSchema.setClass(WebhookEndpoint);

/** One try at a receiver, as the delivery's log keeps it. */
export interface AttemptRecord {
  /** RFC 3339 */
  readonly at: string;
  readonly duration_ms: number;
  readonly http_status: number | null;
  readonly error_code: string | null;
}

/** Deliveries are made across clients, of ids alone. */
function madeAcrossClients(): ReturnType<typeof tenancy> {
  const { rowLevelSecurity, policies } = tenancy({
    router: 'write',
    expires: `created_at < (now() - '30 days'::interval)`,
  });
  policies.push({ name: 'router_insert', command: 'insert', roles: ['kontosync_router'], check: 'true' });
  return { rowLevelSecurity, policies };
}

/**
 * One event on its way to one endpoint (D-10): once, however often the outbox is looked through. The endpoint is of no
 * client, so no key binds it; what is left of a deleted one is never sent.
 */
const WebhookDeliverySchema = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_deliveries',
  ...madeAcrossClients(),
  uniques: [
    ownedKey,
    { name: 'webhook_deliveries_one_an_endpoint', properties: ['clientId', 'eventId', 'endpointId'] },
  ],
  indexes: [
    { name: 'webhook_deliveries_due', properties: ['endpointId', 'nextAttemptAt'], where: `"status" = 'pending'` },
    { name: 'webhook_deliveries_by_endpoint', properties: ['endpointId', 'createdAt'] },
    { name: 'webhook_deliveries_by_time', properties: ['createdAt'] },
  ],
  properties: {
    ...ownedByClient(),
    endpointId: p.uuid(),
    eventId: p.uuid(),
    event: ownedParent(OutboxEvent, 'event_id'),
    status: p.enum([...deliveryStatuses]).default('pending'),
    /** Tries so far, all replays included: who holds a row knows it by this number. */
    attempts: p.integer().default(0),
    /** Tries before the present plan began: a replay begins a new one. */
    attemptsBefore: p.integer().default(0),
    /** While it is being sent: when another may take it up, should this one die. */
    nextAttemptAt: p.datetime().defaultRaw('now()'),
    httpStatus: p.integer().nullable(),
    errorCode: p.text().nullable(),
    /** The last tries. */
    attemptLog: p.json().$type<readonly AttemptRecord[]>().defaultRaw(`'[]'::jsonb`),
    createdAt: p.datetime().defaultRaw('now()'),
    finishedAt: p.datetime().nullable(),
  },
});
export class WebhookDelivery extends WebhookDeliverySchema.class {}
WebhookDeliverySchema.setClass(WebhookDelivery);
