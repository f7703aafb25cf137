import type { CheckChainsInput, CheckedChains } from '../../contracts/auditCheck.ts';
import { followStretch, holdsAt } from '../../db/repositories/auditChain.ts';
import {
  type ClientToCheck,
  listChainsToCheck,
  putAuditCheck,
  readAuditCheck,
} from '../../db/sql/audit/auditChecks.ts';
import { findUnsealed } from '../../db/sql/audit/readChain.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { type BrokenLink, type ChainPlace, chainStart } from '../../security/auditChain.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from '../reconcile/atMost.ts';

const role = 'kontosync_worker' as const;
const lotSize = 500;
const inFlight = 2;
const stretch = 5_000;
const headsALine = 100;

/**
 * Checks the chains of one lot of clients (C-19): what is new since the last look, and once a day the whole. Each head
 * that has moved goes to the log, and with it out of reach of who could alter the tables. A broken one is an alert that
 * names the entry.
 */
export const createCheckAuditChains = ({ orm, logger }: Pick<ActivityDeps, 'orm' | 'logger'>) => {
  const look = async (
    clientId: string,
    from: ChainPlace,
  ): Promise<{ place: ChainPlace; broken: BrokenLink | null }> => {
    for (let place = from; ; ) {
      const before = place;
      const followed = await withClient(orm.em, { clientId, role }, (em) =>
        followStretch(em, { clientId, from: before, limit: stretch }),
      );
      ({ place } = followed);
      if (!followed.more) return followed;
    }
  };

  /** The place that the chain holds up to; what is broken, where something is. */
  async function check({
    clientId,
    isWholeDue,
  }: ClientToCheck): Promise<{ moved: boolean; place: ChainPlace; broken: BrokenLink | null }> {
    const known = await withClient(orm.em, { clientId, role }, async (em) => {
      const stored = await readAuditCheck(em, clientId);
      const place = stored?.place ?? chainStart;
      return { place, broken: await holdsAt(em, clientId, place) };
    });
    const fresh = known.broken === null ? await look(clientId, known.place) : known;
    // Whole even where the end is broken already: the first entry is to be named.
    const whole = isWholeDue ? await look(clientId, chainStart) : null;
    const broken = whole?.broken ?? fresh.broken;
    return withClient(orm.em, { clientId, role }, async (em) => {
      const unsealed = isWholeDue && broken === null ? await findUnsealed(em, clientId) : null;
      const found: BrokenLink | null = unsealed === null ? broken : { entryId: unsealed, reason: 'unsealed' };
      await putAuditCheck(em, { clientId, place: fresh.place, isWhole: isWholeDue, broken: found });
      return { moved: fresh.place.seq > known.place.seq, place: fresh.place, broken: found };
    });
  }

  return async ({ afterClientId }: CheckChainsInput): Promise<CheckedChains> => {
    const clients = await acrossClients(orm.em, (em) =>
      listChainsToCheck(em, { afterClientId: afterClientId ?? null, limit: lotSize }),
    );
    let checked = 0;
    let broken = 0;
    const heads: string[] = [];
    const tell = async (client: ClientToCheck): Promise<void> => {
      const { clientId } = client;
      const found = await check(client);
      checked += 1;
      if (found.moved) heads.push(`${clientId} ${found.place.seq} ${found.place.hash.toString('hex')}`);
      if (found.broken === null) return;
      broken += 1;
      logger.error(
        {
          alert: 'audit_chain_broken',
          client_id: clientId,
          entry_id: found.broken.entryId,
          reason: found.broken.reason,
        },
        'audit',
      );
    };
    await whileHeartbeating(
      () => checked,
      () => atMost(inFlight, clients, tell),
    );
    for (let first = 0; first < heads.length; first += headsALine)
      logger.info({ heads: heads.slice(first, first + headsALine) }, 'heads of the audit chains');
    return {
      checked,
      whole: clients.filter(({ isWholeDue }) => isWholeDue).length,
      broken,
      lastClientId: clients.length === lotSize ? (clients.at(-1)?.clientId ?? null) : null,
    };
  };
};
