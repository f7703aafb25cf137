import { Context } from '@temporalio/activity';
import { BankError } from '../../bank/bankError.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { readPart } from '../../db/sql/pages/readPart.ts';
import { readPerson } from '../../db/sql/pages/readPerson.ts';
import { storeBalances } from '../../db/sql/pages/storeBalances.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { openBankReader } from './bankReader.ts';

const role = 'kontosync_worker' as const;

/**
 * Reads the account's balances at the bank and keeps the figures. What the bank does here fails no run: its rows are
 * merged already (ledger 7), and the next run asks again. A figure that proves nothing (DNB's opening figure without a
 * date, read on the same day) leaves the outcome at `complete_unverified`.
 */
export const createCheckBalances =
  ({ orm, bank, clock, logger }: ActivityDeps, grants: GrantStore) =>
  async (ref: RunAccountRef): Promise<{ readonly stored: boolean }> => {
    const { clientId, runId, accountId } = ref;
    const { part, person } = await withClient(orm.em, { clientId, role }, async (em) => {
      const found = await readPart(em, ref);
      if (found === null) throw new StepError('not_found');
      return { part: found, person: found.attended ? await readPerson(em, { ...ref, ...found }) : null };
    });
    const { connectionId, bankAccountId, pages } = part;
    try {
      const figures = await whileHeartbeating(
        () => pages,
        async () => {
          const signal = Context.current().cancellationSignal;
          const ask = await openBankReader(grants, { ref: { clientId, connectionId }, psu: person, signal });
          return ask((call) => bank.balances(call, bankAccountId));
        },
      );
      const at = new Date(clock.now());
      return { stored: await withClient(orm.em, { clientId, role }, (em) => storeBalances(em, ref, figures, at)) };
    } catch (error) {
      if (!(error instanceof BankError)) throw error;
      logger.warn({ client_id: clientId, sync_run_id: runId, account_id: accountId, err: error }, 'balances not read');
      return { stored: false };
    }
  };
