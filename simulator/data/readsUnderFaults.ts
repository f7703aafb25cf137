import type { CallRecord } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import type { AnswerStrike } from '../faults/hooks.ts';
import type { BankAccount } from '../ledger/bank.ts';
import { createRandom } from '../ledger/random.ts';
import type { BankRead } from './bankRead.ts';
import { writePageKey } from './pageKey.ts';
import { cutIntoPages, type PageSequence } from './pageSequence.ts';
import { formatError, type TppError } from './tppError.ts';
import { hrefOf, transactionsBody } from './transactionsBody.ts';
import { type TransactionsQuery, unknownPage } from './transactionsQuery.ts';
import { ofStatus, truthfulView } from './view.ts';

/** A read that is shown otherwise than the ledger is: what was decided at its first page holds for the others. */
export interface ReadUnderFaults {
  readonly id: string;
  readonly read: BankRead;
  readonly pages: PageSequence;
  readonly answers: readonly AnswerStrike[];
}

/** The latest reads under faults, by the id in their pages' keys. */
export type ReadsUnderFaults = Map<string, ReadUnderFaults>;

/** Older reads are forgotten: who asks for a page of theirs is told that its key is not valid. */
const mostReads = 200;

export type AnsweredRead =
  | { readonly ok: true; readonly body: object; readonly rows: number }
  | { readonly ok: false; readonly error: TppError };

export interface FirstPage {
  readonly account: BankAccount;
  readonly query: TransactionsQuery;
  readonly consentId: string;
  readonly pageSize: number;
}

/** Lets the faults of the ledger happen, which are there for everybody afterwards. */
export function strikeLedger(
  { faults, settings, bank, stateFile }: SimulatorContext,
  { account, query }: FirstPage,
  record: CallRecord,
): void {
  for (const { name, strike } of faults.striking('ledger', 'transactions', account.id)) {
    const random = createRandom(`${settings.seed}|${account.id}|${name}|${account.ledger.struck().length}`);
    const struck = strike({ account, today: bank.today(), from: query.from, to: query.to, random });
    if (struck === null) continue;
    account.ledger.noteStruck({ fault: name, ...struck });
    record.faults.push(name);
    stateFile.changed();
  }
}

/** Begins a read under the faults that strike it; `null`: none does, and the bank shows its ledger. */
export function beginRead(
  { faults, settings, bank, reads }: SimulatorContext,
  { account, query, consentId, pageSize }: FirstPage,
  record: CallRecord,
): ReadUnderFaults | null {
  const views = faults.striking('view', 'transactions', account.id);
  const cuts = faults.striking('pages', 'transactions', account.id);
  const answers = faults.striking('answer', 'transactions', account.id);
  const struck = [...views, ...cuts, ...answers];
  if (struck.length === 0) return null;
  record.faults.push(...struck.map(({ name }) => name));
  const number = ([...reads.values()].at(-1)?.read.number ?? 0) + 1;
  const read: BankRead = {
    seed: settings.seed,
    number,
    consentId,
    account,
    query,
    today: bank.today(),
    pageSize,
  };
  const view = views.reduce((shown, { strike }) => strike(shown, read), truthfulView(account, query, bank.today()));
  const cut = cutIntoPages(ofStatus(view, query.status), pageSize);
  const begun: ReadUnderFaults = {
    id: `${createRandom(`${settings.seed}|${account.id}`).int(0x1000_0000, 0xffff_ffff).toString(16)}-${number}`,
    read,
    pages: cuts.reduce((pages, { strike }) => strike(pages, read), cut),
    answers: answers.map(({ strike }) => strike),
  };
  reads.set(begun.id, begun);
  const [oldest] = reads.keys();
  if (reads.size > mostReads && oldest !== undefined) reads.delete(oldest);
  return begun;
}

/** One page of a read under faults. */
export function answerRead({ id, read, pages, answers }: ReadUnderFaults, index: number, origin: string): AnsweredRead {
  const page = pages(index);
  if (page === null) return { ok: false, error: unknownPage };
  if (page === 'refused') return { ok: false, error: formatError('pageId is not valid any more.') };
  const keyOf = (place: number): string => writePageKey({ kind: 'read', readId: id, index: place });
  const linkTo = (place: number): string =>
    hrefOf(read.account.id, read.query, { kind: 'read', readId: id, index: place });
  const isLast = pages(index + 1) === null;
  const body = transactionsBody(read.account, {
    isFirst: index === 0,
    booked: page.booked.map(({ shown }) => shown),
    pending: page.pending.map(({ shown }) => shown),
    nextHref: isLast ? null : linkTo(index + 1),
  });
  return {
    ok: true,
    rows: page.booked.length,
    body: answers.reduce<object>(
      (answer, strike) => strike(answer as typeof body, { read, origin, index, isLast, keyOf, hrefOf: linkTo }),
      body,
    ),
  };
}
