import { Context } from '@temporalio/activity';
import { BankError } from '../../bank/bankError.ts';
import { isUnserved } from '../../bank/classifyFailure.ts';
import type { ListedBalance, PaymentServiceUser } from '../../bank/port.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { bankToday } from '../../domain/calendarDate.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { openBankReader } from './bankReader.ts';
import { openDaysReads } from './daysReads.ts';

/**
 * Asks the bank once for an account's figures, within the day's unattended reads (D-12), and audits the call. Null: no
 * read is left for today. Throws `BankError`.
 */
export async function askBalances(
  deps: ActivityDeps,
  grants: GrantStore,
  {
    ref,
    part,
    person,
  }: { readonly ref: RunAccountRef; readonly part: PartRow; readonly person: PaymentServiceUser | null },
): Promise<readonly ListedBalance[] | null> {
  const { clientId, accountId } = ref;
  const { connectionId, bankAccountId, fence } = part;
  const reads = person === null ? openDaysReads(deps, { ref, part, endpoint: 'balances', fence }) : null;
  const calls = createCallLog(deps, { clientId, subjectId: accountId });
  const signal = Context.current().cancellationSignal;
  const bankDay = bankToday(deps.clock.now(), deps.bank.descriptor.timeZone);
  const reserved = reads === null ? null : await reads.reserve(bankDay);
  if (reads !== null && reserved === null) return null;
  try {
    const ask = await openBankReader(grants, {
      ref: { clientId, connectionId },
      psu: person,
      signal,
      onCall: calls.onCall,
    });
    return await ask((call) => deps.bank.balances(call, bankAccountId));
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    if (isUnserved(error.details)) await reserved?.giveBack();
    if (error.code !== 'quota_exhausted' || reads === null) throw error;
    await reads.close(bankDay);
    return null;
  } finally {
    await calls.writeRest();
  }
}
