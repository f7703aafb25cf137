import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import type { PageProgress, RunAccountRef } from '../../contracts/sync.ts';
import { leaveAccount } from '../../db/sql/pages/leaveAccount.ts';
import { listPageMarks, type PageMark } from '../../db/sql/pages/listPageMarks.ts';
import { type PartRow, readPart } from '../../db/sql/pages/readPart.ts';
import { stagePage } from '../../db/sql/pages/stagePage.ts';
import type { ReadingStop } from '../../db/sql/pages/stopReading.ts';
import { type ReadingAttempt, takeFence } from '../../db/sql/pages/takeFence.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { answerRefusal } from './answerRefusal.ts';
import { retryAt } from './daysReads.ts';
import { endReading, withoutEnd } from './endReading.ts';
import { stepMs, stepPages } from './limits.ts';
import { loadReaderFacts, type ReaderFacts, withReader } from './openReader.ts';
import { type Reader, readSeries } from './readSeries.ts';

const role = 'kontosync_worker' as const;
const patientWith: ReadonlySet<ErrorCode> = new Set(['page_unreadable']);

interface Begun {
  readonly facts: ReaderFacts;
  readonly attempt: ReadingAttempt;
  readonly marks: readonly PageMark[];
}

/**
 * Reads pages of an account's window at the bank and stages each, with the cursor behind it, in a transaction of its own
 * (D-1): up to 20, or for 20 seconds (D-8). It goes on from the stored cursor, whoever read before. Dates that the bank
 * does not give are left out of the window once; where it has lost the key of a page, the window is begun anew.
 *
 * `parked`: the bank's reads of the day are used up (D-12). `partial`: the bank goes round in circles, does not come to an
 * end, or sends a page that cannot be read; or the account belongs to another connection by now. Nothing is merged then.
 * Throws `BankError` for what the bank did else, `StepError` `changed_meanwhile` where another attempt has begun since
 * (its writes had no effect), `bank_contract_violation` where too much of a page cannot be read.
 */
export const createFetchPages =
  (deps: ActivityDeps, grants: GrantStore) =>
  async (ref: RunAccountRef): Promise<PageProgress> => {
    const { clientId } = ref;
    const begun = await withClient(deps.orm.em, { clientId, role }, (em) => begin(em, ref));
    if ('kind' in begun) return begun;
    let { pages } = begun.attempt;
    return whileHeartbeating(
      () => pages,
      () =>
        withReader(deps, grants, begun.facts, async (reader) => {
          const progress = await readWindowPages(deps, reader, begun, (staged) => {
            pages = staged;
          });
          deps.failpoint?.('stage.before_report');
          return progress;
        }),
    );
  };

async function begin(em: EntityManager, ref: RunAccountRef): Promise<PageProgress | Begun> {
  const part = await readPart(em, ref);
  if (part === null || part.runStatus !== 'running') throw new StepError('not_found');
  if (part.isMoved && (part.state === 'reading' || part.state === 'staged')) {
    await leaveAccount(em, ref);
    return progressOf({ ...part, state: 'partial' });
  }
  if (part.state !== 'reading') return progressOf(part);
  const attempt = await takeFence(em, ref, 'reading');
  if (attempt === null) throw new StepError('changed_meanwhile');
  const facts = await loadReaderFacts(em, { ref, part, fence: attempt.fence });
  return { facts, attempt, marks: await listPageMarks(em, ref, 'window') };
}

/** Of a part whose reading has ended, in this attempt or an earlier one. */
function progressOf({ state, pages, rows, code }: PartRow): PageProgress {
  if (state === 'partial' || state === 'parked') return { kind: state, pages, rows, code: code ?? 'unexpected' };
  return { kind: 'staged', pages, rows };
}

async function readWindowPages(
  deps: ActivityDeps,
  reader: Reader,
  { facts: { fence }, attempt, marks }: Begun,
  staged: (pages: number) => void,
): Promise<PageProgress> {
  const { bank, clock } = deps;
  const { ref, part } = reader;
  const { clientId, accountId } = ref;
  const limits = { untilMs: clock.now() + stepMs, mostPages: stepPages };
  let at = { cursor: attempt.cursor, marks, pages: attempt.pages, rows: attempt.rows, from: part.windowFrom };
  const stop = (how: ReadingStop) => endReading(deps, reader, { fence, how, ...at });

  for (;;) {
    const end = await readSeries(
      deps,
      reader,
      {
        isWindow: true,
        purpose: 'window',
        from: at.from,
        to: part.windowTo,
        cursor: at.cursor,
        marks: at.marks,
        patientWith,
        async stage(em, page, rows) {
          const isStaged = await stagePage(em, ref, { fence, rows, page });
          if (isStaged && page.nextCursor === null) await closeTasks(em, { clientId, accountId }, [withoutEnd]);
          at = { ...at, pages: page.pageNo, rows: at.rows + rows };
          staged(page.pageNo);
          return isStaged;
        },
      },
      limits,
    );
    const { pages, rows } = at;
    switch (end.kind) {
      case 'more':
        return { kind: 'more', pages, rows };
      case 'whole':
        return { kind: 'staged', pages, rows };
      case 'no_reads':
        return stop({
          state: 'parked',
          code: 'quota_exhausted',
          retryAt: retryAt({ ...end, nowMs: clock.now(), timeZone: bank.descriptor.timeZone }),
        });
      case 'stopped':
        return stop({ state: 'partial', code: end.code });
      case 'refused': {
        const answer = await answerRefusal(deps, reader, { fence, ...end });
        if ('code' in answer) return stop({ state: 'partial', code: answer.code });
        at = { ...at, cursor: null, marks: [], pages: 0, rows: 0, from: answer.from ?? at.from };
      }
    }
  }
}
