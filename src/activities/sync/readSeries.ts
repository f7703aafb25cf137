import type { EntityManager } from '@mikro-orm/postgresql';
import { Context } from '@temporalio/activity';
import { BankError } from '../../bank/bankError.ts';
import type { TransactionPage } from '../../bank/port.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import type { PageMark } from '../../db/sql/pages/listPageMarks.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import type { StagedPage } from '../../db/sql/pages/stagedPage.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { CallLog } from '../callLog.ts';
import { StepError } from '../stepError.ts';
import { askPage, type NoReads, type PageAnswer } from './askPage.ts';
import type { AskBank } from './bankReader.ts';
import type { DaysReads } from './daysReads.ts';
import { knownPages } from './knownPages.ts';
import { createPageGuard } from './pageGuard.ts';
import { storedPolicies } from './storedPolicies.ts';
import { type UnderstoodPage, understandPage } from './understandPage.ts';

const role = 'kontosync_worker' as const;

/** What an attempt to read an account works with. */
export interface Reader {
  readonly ref: RunAccountRef;
  readonly part: PartRow;
  /** The salt of the connection's grant: one derivation for all its secrets and pages. */
  readonly salt: Buffer | null;
  readonly ask: AskBank;
  readonly reads: DaysReads | null;
  readonly calls: CallLog;
}

/** Pages that belong to one read: the window of a part, or a date that is read alone. */
export interface Series {
  readonly isWindow: boolean;
  /** `window`, or `reread-<n>`: of its staged pages. */
  readonly purpose: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Where an attempt before this one came to. */
  readonly cursor: string | null;
  readonly marks: readonly PageMark[];
  readonly patientWith: ReadonlySet<ErrorCode>;
  /** Writes a page and the cursor behind it; false for a stale fence. */
  stage(em: EntityManager, page: StagedPage, rows: number): Promise<boolean>;
}

export interface SeriesLimits {
  /** Of the clock, and how many pages. */
  readonly untilMs: number;
  readonly mostPages: number;
}

/** `refused`: what the bank held against a page, and whether it was the first. */
export type SeriesEnd =
  | { readonly kind: 'more' | 'whole' }
  | ({ readonly kind: 'no_reads' } & NoReads)
  | { readonly kind: 'stopped'; readonly code: ErrorCode }
  | { readonly kind: 'refused'; readonly error: BankError; readonly isFirst: boolean };

/**
 * Reads pages on from where the series stands and stages each in a transaction of its own (D-1), under the guards of D-14
 * and D-15: a page that they refuse is not staged. Throws `StepError`: `changed_meanwhile` where another attempt has begun
 * since (its writes had no effect), `bank_contract_violation` where too much cannot be read.
 */
export async function readSeries(
  deps: ActivityDeps,
  reader: Reader,
  series: Series,
  { untilMs, mostPages }: SeriesLimits,
): Promise<SeriesEnd> {
  const { bank, clock, failpoint } = deps;
  const { part, ask, reads } = reader;
  const policies = storedPolicies(bank.descriptor.idPolicy, part.demotedIds);
  const guard = createPageGuard();
  for (const page of await knownPages(deps, reader, series)) guard.note(page);
  const failpoints = series.isWindow ? 'stage' : 'reread';
  let { cursor } = series;
  let pageNo = series.marks.length;

  for (let read = 0; read < mostPages && clock.now() < untilMs; read += 1) {
    const query = {
      accountId: part.bankAccountId,
      from: series.from,
      to: series.to,
      ...(cursor === null ? {} : { cursor }),
    };
    let answer: PageAnswer;
    try {
      answer = await askPage(deps, { ask, query, reads, patientWith: series.patientWith, failpoints });
    } catch (error) {
      if (error instanceof BankError) return { kind: 'refused', error, isFirst: cursor === null };
      throw error;
    }
    if (answer.kind === 'none') return { ...answer, kind: 'no_reads' };
    const { page } = answer;
    const understood = understandPage(bank, page, { policies, isWindow: series.isWindow });
    const refused = guard.judge(understood, { cursor, nextCursor: page.nextCursor });
    if (refused !== null) return { kind: 'stopped', code: refused };
    pageNo += 1;
    await stage(deps, reader, series, { page, understood, pageNo });
    failpoint?.(`${failpoints}.after_commit`);
    guard.note(understood);
    cursor = page.nextCursor;
    Context.current().heartbeat(pageNo);
    if (cursor === null) return { kind: 'whole' };
  }
  return { kind: 'more' };
}

async function stage(
  { orm, cipher, clock, failpoint }: ActivityDeps,
  { ref, part, salt, calls }: Reader,
  series: Series,
  {
    page,
    understood: { bodySha256, unreadable, days },
    pageNo,
  }: { readonly page: TransactionPage; readonly understood: UnderstoodPage; readonly pageNo: number },
): Promise<void> {
  const { connectionId } = part;
  const encrypted = await cipher.encryptBytes({
    connectionId,
    kind: 'page',
    bytes: page.body,
    ...(salt === null ? {} : { salt }),
  });
  const failpoints = series.isWindow ? 'stage' : 'reread';
  const written = await withClient(orm.em, { clientId: ref.clientId, role }, async (em) => {
    const isStaged = await series.stage(
      em,
      {
        pageNo,
        pageKey: page.pageKey,
        bodySha256,
        body: encrypted.ciphertext,
        keyId: encrypted.keyId,
        kdfSalt: encrypted.salt,
        kdfIterations: encrypted.iterations,
        nextCursor: page.nextCursor,
        unreadable,
        days,
        fetchedAt: new Date(clock.now()),
      },
      page.rows,
    );
    failpoint?.(`${failpoints}.in_transaction`);
    await calls.write(em);
    failpoint?.(`${failpoints}.before_commit`);
    return isStaged;
  });
  calls.forget();
  if (!written) throw new StepError('changed_meanwhile');
}
