import type { EntityManager } from '@mikro-orm/postgresql';
import { listParties } from '../../db/sql/matching/ledger/listParties.ts';
import { readPartiesVersion } from '../../db/sql/matching/ledger/readPartiesVersion.ts';
import { PartyBook } from '../../domain/matching/ledger/partyBook.ts';
import type { ClientLearning } from './loadLearning.ts';

/** The parties of a client with what its decisions taught of them, in the caller's transaction. */
export type LoadPartyBook = (
  em: EntityManager,
  clientId: string,
  learning: Pick<ClientLearning, 'asKnown'>,
) => Promise<PartyBook>;

/** Of all books that are kept: about a kilobyte each, in each worker. */
const mostPartiesKept = 100_000;

interface Kept {
  readonly version: string;
  readonly count: number;
  readonly asKnown: ClientLearning['asKnown'];
  readonly book: PartyBook;
}

/**
 * Keeps books in the process, as long as nothing of their parties has changed: making one costs more than all other work
 * of a sync where a client has tens of thousands of parties (matching 15).
 */
export function createPartyBookLoader(): LoadPartyBook {
  const kept = new Map<string, Kept>();
  return async (em, clientId, { asKnown }) => {
    const { version, count } = await readPartiesVersion(em, clientId);
    const known = kept.get(clientId);
    kept.delete(clientId);
    const isCurrent = known?.version === version && known.asKnown === asKnown;
    const book = isCurrent ? known.book : new PartyBook(asKnown(await listParties(em, clientId)));
    kept.set(clientId, { version, count, asKnown, book });
    let total = [...kept.values()].reduce((sum, one) => sum + one.count, 0);
    // The first is the one that was asked for longest ago.
    for (const [oldest, one] of kept) {
      if (total <= mostPartiesKept) break;
      kept.delete(oldest);
      total -= one.count;
    }
    return book;
  };
}
