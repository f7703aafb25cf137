import type { RunAccountRef } from '../../contracts/sync.ts';
import type { QuarantinedEntryRow } from '../../db/sql/ledger/insertQuarantined.ts';
import { listQuarantined } from '../../db/sql/ledger/listQuarantined.ts';
import { readGrantSalt } from '../../db/sql/pages/readGrantSalt.ts';
import { withClient } from '../../db/tenantScope.ts';
import { decideQuarantine, type QuarantineDecision } from '../../domain/ledger/quarantine.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { UnreadableEntry } from './readStagedPages.ts';

/** Entries that cannot be understood: what holds shrinkage back, and what is stored, encrypted. */
export interface SetAside extends Omit<QuarantineDecision<UnreadableEntry>, 'toStore'> {
  readonly toStore: readonly QuarantinedEntryRow[];
  /** All that were shown: the read's errors (ledger 9). */
  readonly shown: number;
}

export interface CountedAside extends SetAside {
  /** Entries of the account, shown or not, that nobody has accepted: its task tells of them. */
  readonly unaccepted: number;
}

/** Decides about the entries of a window that cannot be understood, and encrypts those that are new (ledger 8). */
export async function setAside(
  { orm, cipher }: Pick<ActivityDeps, 'orm' | 'cipher'>,
  ref: RunAccountRef,
  { connectionId, unreadable }: { readonly connectionId: string; readonly unreadable: readonly UnreadableEntry[] },
): Promise<SetAside> {
  const { known, salt } = await withClient(
    orm.em,
    { clientId: ref.clientId, role: 'kontosync_worker' },
    async (em) => ({
      known: await listQuarantined(em, ref),
      salt: unreadable.length === 0 ? null : await readGrantSalt(em, ref.clientId, connectionId),
    }),
  );
  const decision = decideQuarantine(known, unreadable);
  const toStore: QuarantinedEntryRow[] = [];
  for (const { raw, ...entry } of decision.toStore) {
    const {
      ciphertext,
      keyId,
      salt: kdfSalt,
      iterations: kdfIterations,
    } = await cipher.encryptBytes({
      connectionId,
      kind: 'quarantine',
      bytes: Buffer.from(raw, 'utf8'),
      ...(salt === null ? {} : { salt }),
    });
    toStore.push({ ...entry, raw: ciphertext, keyId, kdfSalt, kdfIterations });
  }
  return { ...decision, toStore, shown: unreadable.length };
}
