import { BankError } from '../../bank/bankError.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { readPart } from '../../db/sql/pages/readPart.ts';
import { readPerson } from '../../db/sql/pages/readPerson.ts';
import { storeBalances } from '../../db/sql/pages/storeBalances.ts';
import { withClient } from '../../db/tenantScope.ts';
import { bankToday } from '../../domain/calendarDate.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { askBalances } from './askBalances.ts';
import { verifyBalances } from './verifyBalances.ts';

const role = 'kontosync_worker' as const;

/**
 * Reads the account's balances at the bank after the merge, keeps the figures and compares them with the rows (ledger 6,
 * step 10). What the bank does here fails no run: its rows are merged already (ledger 7), and the next run asks again.
 * Without a witness that can be used the outcome stays at `complete_unverified`.
 */
export const createCheckBalances =
  (deps: ActivityDeps, grants: GrantStore) =>
  async (ref: RunAccountRef): Promise<{ readonly stored: boolean }> => {
    const { orm, bank, clock, logger } = deps;
    const { clientId, runId, accountId } = ref;
    const about = { client_id: clientId, sync_run_id: runId, account_id: accountId };
    const { part, person } = await withClient(orm.em, { clientId, role }, async (em) => {
      const found = await readPart(em, ref);
      if (found === null) throw new StepError('not_found');
      return { part: found, person: found.attended ? await readPerson(em, { ...ref, ...found }) : null };
    });
    const { connectionId, pages } = part;
    try {
      const figures = await whileHeartbeating(
        () => pages,
        () => askBalances(deps, grants, { ref, part, person }),
      );
      if (figures === null) return { stored: false };
      const at = new Date(clock.now());
      const { timeZone, balanceWitness: witness } = bank.descriptor;
      return await withClient(orm.em, { clientId, role }, async (em) => {
        const stored = await storeBalances(em, ref, figures, at);
        if (!stored) return { stored };
        const readOn = bankToday(at.getTime(), timeZone);
        const finding = await verifyBalances(em, ref, { connectionId, figures, witness, readOn });
        logger.info({ ...about, ...finding }, 'balances compared');
        return { stored };
      });
    } catch (error) {
      if (!(error instanceof BankError)) throw error;
      logger.warn({ ...about, err: error }, 'balances not read');
      return { stored: false };
    }
  };
