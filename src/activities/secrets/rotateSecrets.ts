import { Context } from '@temporalio/activity';
import type {
  ReencryptedLot,
  ReencryptInput,
  RotationLeft,
  RotationPlace,
  RotationTarget,
} from '../../contracts/rotateSecrets.ts';
import { deleteCanariesBut } from '../../db/sql/secrets/canaries.ts';
import { encryptedTables } from '../../db/sql/secrets/encryptedTables.ts';
import { countRowsLeft } from '../../db/sql/secrets/keysInUse.ts';
import { listDueRows } from '../../db/sql/secrets/listDueRows.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { reencryptRows } from './reencryptRows.ts';

/** B-11: so few that a lot is read and written within a moment. */
const batchSize = 50;
/** One activity: what a worker that is killed may have to do again is a batch, not this. */
const lotMs = 30_000;
const countLimits = { statementTimeoutMs: 120_000, idleTimeoutMs: 130_000 } as const;

/** The steps of `rotateSecretsWorkflow` (B-11). Each may run twice: a row that is on the key is looked at no more. */
export const createRotateSecrets = (deps: Pick<ActivityDeps, 'orm' | 'cipher' | 'keyring' | 'clock' | 'logger'>) => {
  const { orm, cipher, keyring, clock, logger } = deps;

  /** A table's next batch from a place on; null: it has no more. */
  const batch = async (target: RotationTarget, { table: name, after }: RotationPlace) => {
    const table = encryptedTables.find((known) => known.name === name);
    if (table === undefined) return null;
    const places = await acrossClients(orm.em, (em) => listDueRows(em, table, { target, after, limit: batchSize }));
    const last = places.at(-1);
    if (last === undefined) return null;
    const groups = table.owner === 'none' ? [places] : [...Map.groupBy(places, ([clientId]) => clientId).values()];
    const done = { rewritten: 0, passedOver: 0, unreadable: 0 };
    for (const group of groups) {
      const rows = await reencryptRows(deps, table, group);
      done.rewritten += rows.rewritten;
      done.passedOver += rows.passedOver;
      done.unreadable += rows.unreadable;
    }
    return { ...done, last };
  };

  return {
    /** The current key of this worker: the one that all rows are put on. */
    async beginRotation(): Promise<RotationTarget> {
      return cipher.current;
    },

    /** Works for half a minute from a place on. */
    async reencryptLot({ target, place }: ReencryptInput): Promise<ReencryptedLot> {
      const done = { rewritten: 0, passedOver: 0, unreadable: 0 };
      if (target.keyId !== cipher.current.keyId || target.iterations !== cipher.current.iterations)
        return { ...done, next: place, isOtherKey: true };
      const endMs = clock.now() + lotMs;
      let next = place ?? firstPlace;
      const work = async (): Promise<void> => {
        while (next !== null && clock.now() < endMs && !Context.current().cancellationSignal.aborted) {
          const found = await batch(target, next);
          done.rewritten += found?.rewritten ?? 0;
          done.passedOver += found?.passedOver ?? 0;
          done.unreadable += found?.unreadable ?? 0;
          next = found === null ? placeAfter(next) : { ...next, after: found.last };
        }
      };
      await whileHeartbeating(() => done.rewritten, work);
      return { ...done, next, isOtherKey: false };
    },

    /** What is left. At the end canaries of other keys go, and with them the duty to list their secrets. */
    async countLeft(target: RotationTarget): Promise<RotationLeft> {
      const left = await acrossClients(orm.em, (em) => countRowsLeft(em, target), countLimits);
      const { due, waiting, expiringUntil } = left;
      if (Object.keys(due).length === 0) {
        const gone = await acrossClients(orm.em, (em) => deleteCanariesBut(em, target.keyId));
        cipher.forgetKeys();
        logger.info(
          { key_id: target.keyId, no_longer_needed: gone, configured: keyring.keyIds },
          'secrets are rotated',
        );
      }
      return { due, waiting, keepPreviousUntil: expiringUntil?.toISOString() ?? null };
    },
  };
};

const placeOf = (index: number): RotationPlace | null => {
  const table = encryptedTables[index];
  return table === undefined ? null : { table: table.name, after: null };
};
const firstPlace = placeOf(0);
const placeAfter = ({ table }: RotationPlace): RotationPlace | null =>
  placeOf(encryptedTables.findIndex(({ name }) => name === table) + 1);
