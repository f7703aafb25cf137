import { createHash } from 'node:crypto';
import type { BankPort, TransactionPage } from '../../bank/port.ts';
import { observe } from '../../domain/ledger/contentDigest.ts';
import { type DayDigest, digestDays } from '../../domain/ledger/dayDigest.ts';
import type { IdPolicies } from '../../domain/ledger/idPolicy.ts';
import type { ObservedEntry } from '../../domain/ledger/mergePlan.ts';
import { StepError } from '../stepError.ts';
import { maxUnreadableShare } from './limits.ts';
import { nameEntries } from './nameEntries.ts';
import type { GuardedPage } from './pageGuard.ts';

/** What is kept beside a staged page, so that quiet days need not be opened again. */
export interface UnderstoodPage extends GuardedPage {
  readonly unreadable: number;
  readonly days: readonly DayDigest[];
}

/**
 * Understands a page once, while it is staged. Throws `StepError` `bank_contract_violation` where more than a fifth of a
 * window's page cannot be read: the bank's format has changed, and nothing is merged (D-16). A date that is read alone
 * shows few entries, so there a share says nothing.
 */
export function understandPage(
  bank: Pick<BankPort, 'readPage'>,
  { body, pageKey, rows }: Pick<TransactionPage, 'body' | 'pageKey' | 'rows'>,
  { policies, isWindow }: { readonly policies: IdPolicies; readonly isWindow: boolean },
): UnderstoodPage {
  const items = bank.readPage(body);
  const entries: readonly ObservedEntry[] = items.flatMap((item) =>
    item.kind === 'booked' ? [observe(item.entry)] : [],
  );
  const unreadable = items.length - entries.length;
  if (isWindow && unreadable > items.length * maxUnreadableShare) throw new StepError('bank_contract_violation');
  return {
    pageKey,
    rows,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    named: nameEntries(entries),
    unreadable,
    days: digestDays(entries, policies),
  };
}
