import type { ConsentOutcome } from '../consent/decideConsent.ts';
import type { ListedAccount } from '../data/accounts.ts';
import type { BankRead } from '../data/bankRead.ts';
import type { PageSequence } from '../data/pageSequence.ts';
import type { TransactionsBody } from '../data/transactionsBody.ts';
import type { View } from '../data/view.ts';
import type { BankAccount } from '../ledger/bank.ts';
import type { StruckRows } from '../ledger/ledger.ts';
import type { Random } from '../ledger/random.ts';
import type { TokenWays } from '../oauth/tokenWays.ts';
import type { Strike } from './fault.ts';

/** What happens in the ledger: ids of the rows that were booked and withdrawn; `null` where there was nothing to change. */
export type LedgerStrike = (struck: {
  readonly account: BankAccount;
  readonly today: string;
  /** The days that the read asks for. */
  readonly from: string;
  readonly to: string;
  /** Same seed, account and number of earlier strikes: same numbers. */
  readonly random: Random;
}) => Omit<StruckRows, 'fault'> | null;

/** What is shown instead. The ledger stays as it is. */
export type ViewStrike = (view: View, read: BankRead) => View;

/** How a read is cut into pages. */
export type PagesStrike = (pages: PageSequence, read: BankRead) => PageSequence;

export interface AnsweredPage {
  readonly read: BankRead;
  /** By which the bank was called, such as `http://127.0.0.1:8090`. */
  readonly origin: string;
  readonly index: number;
  /** Whether the pages end here. */
  readonly isLast: boolean;
  /** The key of a page of this read, and the bank's relative link to it; that of page 0 serves the first page again. */
  readonly keyOf: (index: number) => string;
  readonly hrefOf: (index: number) => string;
}

/** The body of one page: what its links are and where they stand. Other members than those of the type may come with it. */
export type AnswerStrike = (body: TransactionsBody, page: AnsweredPage) => TransactionsBody;

/** The list of a consent's accounts. */
export type AccountsStrike = (accounts: readonly ListedAccount[]) => readonly ListedAccount[];

/** What becomes of a call to the token endpoint. */
export type TokenStrike = (ways: TokenWays) => TokenWays;

/** What becomes of a decision on the page of profile `consent`; the caller's two addresses to send the person to. */
export type ScaStrike = (
  outcome: ConsentOutcome,
  addresses: { readonly good: string; readonly bad: string },
) => ConsentOutcome;

/** What a fault can lay hold of; each has one. */
export interface FaultHooks {
  /** A call, before it is answered. */
  readonly call: Strike;
  /** At the first page of a read: */
  readonly ledger: LedgerStrike;
  readonly view: ViewStrike;
  readonly pages: PagesStrike;
  /** Decided at the first page, applied to each page of the read. */
  readonly answer: AnswerStrike;
  readonly accounts: AccountsStrike;
  readonly sca: ScaStrike;
  readonly token: TokenStrike;
}
export type FaultHook = keyof FaultHooks;
