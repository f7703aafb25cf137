import { type ErrorCode, errorEntry, isErrorCode } from '../../contracts/errorCodes.ts';
import type { KeepAliveInput, KeptAlive } from '../../contracts/keepAlive.ts';
import { type IdleGrant, listIdleGrants } from '../../db/sql/grants/listIdleGrants.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import { keepAliveDue } from '../../domain/keepAliveDue.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { createGrantStore } from './grantStore.ts';
import { createSweepSpill } from './sweepSpill.ts';

/** Each may cost a call to the bank: a lot ends well within its activity's time. */
const lotSize = 100;
const atOnce = 4;

/** Uses refresh tokens that would die of being idle: those of connections without nights, and of nights that failed. */
export function createKeepGrantsAlive(deps: ActivityDeps): (input: KeepAliveInput) => Promise<KeptAlive> {
  const { orm, bank, clock, logger } = deps;
  const grants = createGrantStore(deps);
  const sweepSpill = createSweepSpill(deps);

  return async ({ afterGrantId = null }) => {
    // Once an hour; where the disk cannot be read the tokens are used all the same.
    if (afterGrantId === null)
      await sweepSpill().catch((error: unknown) => logger.error({ err: error }, 'the spill folder was not swept'));
    const due = keepAliveDue(clock.now());
    const { bank: name } = bank.descriptor;
    const idle = await acrossClients(orm.em, (em) =>
      listIdleGrants(em, { bank: name, due, afterGrantId, limit: lotSize }),
    );
    let looked = 0;
    const use = async ({ clientId, connectionId }: IdleGrant): Promise<ErrorCode | null> => {
      try {
        await grants.keepAlive({ clientId, connectionId }, { idleMs: due.idleMs });
        return null;
      } catch (error) {
        const code = codeOf(error);
        if (code === null) throw error;
        logger.warn({ client_id: clientId, connection_id: connectionId, code }, 'a grant was not kept alive');
        return code;
      } finally {
        looked += 1;
      }
    };
    const codes = await whileHeartbeating(
      () => looked,
      async () => {
        const answers: (ErrorCode | null)[] = [];
        for (let index = 0; index < idle.length; index += atOnce)
          answers.push(...(await Promise.all(idle.slice(index, index + atOnce).map(use))));
        return answers;
      },
    );
    const ended = idle.flatMap(({ connectionId }, index) => {
      const code = codes[index] ?? null;
      return code !== null && errorEntry(code).class === 'needs_reconsent' ? [{ connectionId, code }] : [];
    });
    return {
      renewed: codes.filter((code) => code === null).length,
      failed: codes.filter((code) => code !== null).length - ended.length,
      ended,
      lastGrantId: idle.length === lotSize ? (idle.at(-1)?.grantId ?? null) : null,
    };
  };
}

/** Of what a grant store throws; null: it is none of that, and no matter of this grant alone. */
const codeOf = (error: unknown): ErrorCode | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && isErrorCode(error.code)
    ? error.code
    : null;
