import { defineEntity, p } from '@mikro-orm/core';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';

export const ConnectionStatus = {
  AwaitingAuth: 'awaiting_auth',
  GrantPending: 'grant_pending',
  Active: 'active',
  Expiring: 'expiring',
  NeedsReconsent: 'needs_reconsent',
  NeedsOperator: 'needs_operator',
  Revoking: 'revoking',
  Revoked: 'revoked',
  Abandoned: 'abandoned',
} as const;

const ConnectionSchema = defineEntity({
  name: 'BankConnection',
  tableName: 'bank_connections',
  ...tenancy({ router: 'write', operator: 'write' }),
  uniques: [ownedKey],
  // C: at DNB four unattended reads a day leave one for repair only from 8 hours on (bank A.7).
  checks: [
    { name: 'bank_connections_frequency', expression: 'sync_frequency_hours >= 8 and sync_frequency_hours <= 8760' },
  ],
  // Contract 3.3: what operators change by SQL is refused in words, and audited. The migration holds the functions.
  triggers: [
    {
      name: 'bank_connections_settings_checked',
      timing: 'before',
      events: ['update'],
      expression:
        'create trigger "bank_connections_settings_checked" before update of sync_frequency_hours, auto_sync_enabled on bank_connections for each row execute function check_connection_settings()',
    },
    {
      name: 'bank_connections_settings_audited',
      timing: 'after',
      events: ['update'],
      expression:
        'create trigger "bank_connections_settings_audited" after update of sync_frequency_hours, auto_sync_enabled on bank_connections for each row execute function audit_operator_change()',
    },
  ],
  properties: {
    ...ownedByClient(),
    bank: p.text(),
    connectionStatus: p.enum(() => ConnectionStatus),
    statusReason: p.text().nullable(),
    statusChangedAt: p.datetime().defaultRaw('now()'),
    connectedAt: p.datetime().nullable(),
    autoSyncEnabled: p.boolean().default(true),
    syncFrequencyHours: p.integer().default(24),
    lastAttemptAt: p.datetime().nullable(),
    lastSyncAt: p.datetime().nullable(),
    leasedUntil: p.datetime().nullable(),
    claimId: p.uuid().nullable(),
    totalTransactionsImported: p.bigint().defaultRaw('0'),
    /** Bank ids that pair rows no more, with the evidence (ledger 4); null: none was demoted. */
    idPolicy: p.json().$type<Record<string, unknown>>().nullable(),
    consentExpiresAt: p.datetime().nullable(),
    /** D-17: of the notices before the end, the one given last, in days; null: none of this consent. */
    consentNoticeDays: p.integer().nullable(),
    /** D.2: of the reminders after the end, the one given last, in days; null: none yet. */
    reconsentReminderDays: p.integer().nullable(),
    /** The connection whose new consent ended this one's at the bank (contract 3.1). */
    supersededBy: p.uuid().nullable(),
    revokeConfirmedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class BankConnection extends ConnectionSchema.class {}
ConnectionSchema.setClass(BankConnection);

export const AttemptStatus = {
  Initiated: 'initiated',
  Consumed: 'consumed',
  Granted: 'granted',
  Connected: 'connected',
  Expired: 'expired',
  Failed: 'failed',
} as const;

/** The accounts that the bank listed for a pending grant. */
export interface OfferedAccount {
  readonly accountId: string;
  readonly iban: string | null;
  readonly bban: string | null;
  readonly currency: string;
  readonly name: string | null;
}

/** What `/connect` chose; confirmed by the lifecycle workflow. */
export interface ChosenAccounts {
  readonly accountIds: readonly string[];
  readonly historyFrom: string | null;
  readonly matchFrom: string | null;
}

const AttemptSchema = defineEntity({
  name: 'AuthorizationAttempt',
  tableName: 'authorization_attempts',
  ...tenancy({
    router: 'read',
    expires: `(status = ANY (ARRAY['connected'::text, 'expired'::text, 'failed'::text])) AND (updated_at < (now() - '7 days'::interval))`,
  }),
  uniques: [ownedKey, { properties: ['stateHash'] }],
  properties: {
    ...ownedByClient(),
    connectionId: p.uuid(),
    connection: ownedParent(BankConnection, 'connection_id'),
    status: p.enum(() => AttemptStatus),
    stateHash: p.blob(),
    principalId: p.text(),
    initiatorRefHash: p.blob().nullable(),
    redirectUri: p.text(),
    scope: p.text(),
    returnUrl: p.text().nullable(),
    /** D-18: it renews the consent of a connection that lives on. */
    isRenewal: p.boolean().default(false),
    // State, verifier, authorization URL and code: encrypted, wiped when the attempt ends.
    ciphertext: p.text().nullable(),
    codeCiphertext: p.text().nullable(),
    urlCiphertext: p.text().nullable(),
    keyId: p.text(),
    kdfSalt: p.blob(),
    kdfIterations: p.integer(),
    codeHmac: p.blob().nullable(),
    wrongCodes: p.integer().default(0),
    offeredAccounts: p.json().$type<readonly OfferedAccount[]>().nullable(),
    chosenAccounts: p.json().$type<ChosenAccounts>().nullable(),
    failureCode: p.text().nullable(),
    psuIpAddress: p.text().nullable(),
    expiresAt: p.datetime(),
    grantExpiresAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class AuthorizationAttempt extends AttemptSchema.class {}
AttemptSchema.setClass(AuthorizationAttempt);

export const GrantRole = { Pending: 'pending', Current: 'current', Retired: 'retired' } as const;

/** A.2: apart from the connection's row, so that the lock of a refresh blocks no status update. */
const GrantSchema = defineEntity({
  name: 'BankGrant',
  tableName: 'bank_grants',
  ...tenancy({ router: 'read' }),
  uniques: [
    ownedKey,
    {
      name: 'bank_grants_one_current',
      properties: ['clientId', 'connectionId'],
      where: `"role" = 'current'`,
    },
    { name: 'bank_grants_one_an_attempt', properties: ['clientId', 'attemptId'] },
  ],
  properties: {
    ...ownedByClient(),
    connectionId: p.uuid(),
    connection: ownedParent(BankConnection, 'connection_id'),
    attemptId: p.uuid(),
    role: p.enum(() => GrantRole),
    version: p.integer().default(1),
    ciphertext: p.text().nullable(),
    keyId: p.text(),
    kdfSalt: p.blob(),
    kdfIterations: p.integer(),
    accessExpiresAt: p.datetime().nullable(),
    refreshExpiresAt: p.datetime().nullable(),
    consentExpiresAt: p.datetime().nullable(),
    state: p.text().default('good'),
    /** When a token that the bank had refused was replaced last. */
    forcedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class BankGrant extends GrantSchema.class {}
GrantSchema.setClass(BankGrant);
