import { z } from 'zod';
import type { DemotedId, StoredConnection } from '../../db/sql/read/listConnections.ts';
import { bbanOfIban } from '../../domain/accountNumber.ts';
import { canSync, connectionStatuses } from '../../domain/connectionStatus.ts';
import { nextSyncAt } from '../../domain/dueSlots.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { accountItem } from './accountShape.ts';
import { id, instantText, isoDate } from './fields.ts';
import { presentRun, runItem } from './runShape.ts';

export const connectionStatus = z.enum(connectionStatuses);

const idPolicy = z.object({
  policy: z.enum(['none', 'proven']),
  evidence: z.string().nullable().meta({ description: 'Why they may not any more; null: as the bank was known' }),
  demoted_on: isoDate.nullable(),
});

/** A connection (contract 3.1). */
export const connectionItem = z
  .object({
    id,
    bank_name: z.string(),
    bank_account_number: z.string().nullable().meta({ description: 'Of the first account; `accounts` has all' }),
    auto_sync_enabled: z.boolean(),
    last_sync_at: instantText.nullable(),
    total_transactions_imported: z.int(),
    status: connectionStatus,
    status_reason: z.string().nullable(),
    sync_frequency_hours: z.int(),
    next_sync_at: instantText.nullable().meta({ description: 'null: none comes by itself' }),
    consent_expires_at: instantText.nullable(),
    id_policy: z
      .object({ transaction_id: idPolicy, entry_reference: idPolicy })
      .meta({ description: "Whether the bank's ids may say that two entries are the same" }),
    last_run: runItem.nullable(),
    accounts: z.array(accountItem),
    created_at: instantText,
  })
  .meta({ id: 'Connection' });

type Deps = Pick<ApiDeps, 'settings' | 'clock' | 'engine' | 'descriptor'>;

const toInstant = (epochMs: number): string => new Date(epochMs).toISOString();

/** Computed from the row, never stored (design 2): a frequency that was changed by SQL shows at once. */
function nextSync({ settings, clock }: Deps, connection: StoredConnection): string | null {
  if (!canSync(connection.status)) return null;
  const nowMs = clock.now();
  const { lastRun, lastAttemptAt } = connection;
  if (lastRun?.status === 'parked' && lastRun.retryAt !== null)
    return toInstant(Math.max(nowMs, Date.parse(lastRun.retryAt)));
  if (!connection.autoSyncEnabled) return null;
  const nextMs = nextSyncAt({
    frequencyHours: connection.syncFrequencyHours,
    syncTime: settings.syncTime,
    timeZone: settings.syncTimeZone,
    nowMs,
    lastAttemptAtMs: lastAttemptAt === null ? null : Date.parse(lastAttemptAt),
  });
  return toInstant(nextMs);
}

function accountNumber({ accounts }: StoredConnection): string | null {
  const first = accounts[0];
  if (first === undefined) return null;
  return first.bban ?? (first.iban === null ? null : (bbanOfIban(first.iban) ?? first.iban));
}

/** One way only: what was demoted stays so (ledger 4). */
function presentIdPolicy({ descriptor }: Deps, demoted: DemotedId | undefined): z.input<typeof idPolicy> {
  return demoted === undefined
    ? { policy: descriptor.idPolicy, evidence: null, demoted_on: null }
    : { policy: 'none', evidence: demoted.evidence, demoted_on: demoted.on };
}

/** A stored connection as the contract's item. */
export function presentConnection(deps: Deps, connection: StoredConnection): z.input<typeof connectionItem> {
  return {
    id: connection.id,
    bank_name: connection.bank === deps.descriptor.bank ? deps.descriptor.displayName : connection.bank,
    bank_account_number: accountNumber(connection),
    auto_sync_enabled: connection.autoSyncEnabled,
    last_sync_at: connection.lastSyncAt,
    total_transactions_imported: Number(connection.totalTransactionsImported),
    status: connection.status,
    status_reason: connection.statusReason,
    sync_frequency_hours: connection.syncFrequencyHours,
    next_sync_at: nextSync(deps, connection),
    consent_expires_at: connection.consentExpiresAt,
    id_policy: {
      transaction_id: presentIdPolicy(deps, connection.demotedIds?.['transactionId']),
      entry_reference: presentIdPolicy(deps, connection.demotedIds?.['entryReference']),
    },
    last_run: connection.lastRun === null ? null : presentRun(deps.engine, connection.lastRun),
    accounts: [...connection.accounts],
    created_at: connection.createdAt,
  };
}
