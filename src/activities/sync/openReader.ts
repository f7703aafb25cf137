import type { EntityManager } from '@mikro-orm/postgresql';
import { Context } from '@temporalio/activity';
import type { PaymentServiceUser } from '../../bank/port.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { readGrantSalt } from '../../db/sql/pages/readGrantSalt.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { readPerson } from '../../db/sql/pages/readPerson.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { openBankReader } from './bankReader.ts';
import { openDaysReads } from './daysReads.ts';
import type { Reader } from './readSeries.ts';

/** What an attempt to read has found in the tables, under its fence. */
export interface ReaderFacts {
  readonly ref: RunAccountRef;
  readonly part: PartRow;
  readonly fence: string;
  readonly person: PaymentServiceUser | null;
  readonly salt: Buffer | null;
}

/** In the transaction that takes the fence. */
export async function loadReaderFacts(
  em: EntityManager,
  { ref, part, fence }: Pick<ReaderFacts, 'ref' | 'part' | 'fence'>,
): Promise<ReaderFacts> {
  const { connectionId, attended } = part;
  return {
    ref,
    part,
    fence,
    person: attended ? await readPerson(em, { ...ref, connectionId }) : null,
    salt: await readGrantSalt(em, ref.clientId, connectionId),
  };
}

/**
 * Works with an account's pages at the bank. The calls that no page has taken along are audited at the end, whatever
 * became of the work.
 */
export async function withReader<T>(
  deps: ActivityDeps,
  grants: GrantStore,
  { ref, part, fence, person, salt }: ReaderFacts,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const { clientId, accountId } = ref;
  const calls = createCallLog(deps, { clientId, subjectId: accountId });
  try {
    const ask = await openBankReader(grants, {
      ref: { clientId, connectionId: part.connectionId },
      psu: person,
      signal: Context.current().cancellationSignal,
      onCall: calls.onCall,
    });
    const reads = person === null ? openDaysReads(deps, { ref, part, endpoint: 'transactions', fence }) : null;
    return await work({ ref, part, salt, ask, reads, calls });
  } finally {
    await calls.writeRest();
  }
}
