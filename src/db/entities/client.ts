import { defineEntity, p } from '@mikro-orm/core';
import { tenancy } from './tenancy.ts';

export interface MatchingSettings {
  readonly mode: 'off' | 'shadow' | 'auto';
  readonly max_auto_amount?: string | undefined;
  readonly four_eyes_amount?: string | undefined;
  readonly write_off_limit?: string | undefined;
  readonly fifo?: boolean | undefined;
}

const ClientSchema = defineEntity({
  name: 'Client',
  tableName: 'clients',
  ...tenancy({ router: 'read' }),
  properties: {
    clientId: p.uuid().primary(),
    name: p.text().nullable(),
    orgNumber: p.text().nullable(),
    locale: p.text().default('nb'),
    notificationEmails: p.json().$type<readonly string[]>().defaultRaw(`'[]'::jsonb`),
    returnUrls: p.json().$type<readonly string[]>().defaultRaw(`'[]'::jsonb`),
    matching: p.json().$type<MatchingSettings>().defaultRaw(`'{"mode": "auto"}'::jsonb`),
    /** Booked rows outlive an erasure for as long as the law asks for them (E-18, bokføringsloven § 13). */
    legalHold: p.boolean().default(true),
    /** Its erasure has begun: nothing new is taken in. */
    erasingAt: p.datetime().nullable(),
    erasureId: p.uuid().nullable(),
    // The head of the client's feed of changes. A writer raises it last in its transaction and so holds the row until it
    // commits: numbers appear in the order of commits, and no late commit can slip behind a reader.
    changeSeq: p.bigint().defaultRaw('0'),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class Client extends ClientSchema.class {}
ClientSchema.setClass(Client);

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    secretSha256: p.blob(),
    scopes: p.json().$type<readonly string[]>(),
    allClients: p.boolean().default(false),
    clientIds: p.json().$type<readonly string[]>().defaultRaw(`'[]'::jsonb`),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
  },
});
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);
