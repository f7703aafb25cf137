import type { EntityManager } from '@mikro-orm/postgresql';
import { isPageKeyRefused } from '../../bank/classifyFailure.ts';
import { type ErrorCode, errorEntry } from '../../contracts/errorCodes.ts';
import type { RereadProgress, RunAccountRef } from '../../contracts/sync.ts';
import { leaveAccount } from '../../db/sql/pages/leaveAccount.ts';
import { listPageMarks } from '../../db/sql/pages/listPageMarks.ts';
import { readPart } from '../../db/sql/pages/readPart.ts';
import { takeFence } from '../../db/sql/pages/takeFence.ts';
import { type AskedReread, listAskedRereads } from '../../db/sql/rereads/listAskedRereads.ts';
import { refuseReread } from '../../db/sql/rereads/refuseReread.ts';
import { stageReread } from '../../db/sql/rereads/stageReread.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { stepMs, stepPages } from './limits.ts';
import { loadReaderFacts, type ReaderFacts, withReader } from './openReader.ts';
import { type Reader, readSeries, type SeriesEnd } from './readSeries.ts';

const role = 'kontosync_worker' as const;
/** A date is given up where these come again at once: there is another night. */
const patientWith: ReadonlySet<ErrorCode> = new Set(['page_unreadable', 'bank_unavailable']);

/**
 * Reads the dates alone that the merge has asked for (ledger 5), each with pages and guards of its own, for 20 seconds at
 * most (D-8). A date is refused where no read is left for it, the bank fails for it, or its pages come to no end: the merge
 * goes on without it. A part that has moved on has no date to read.
 *
 * Throws `BankError` for what concerns the whole connection, `StepError` `changed_meanwhile` where another attempt has
 * begun since.
 */
export const createRereadDates =
  (deps: ActivityDeps, grants: GrantStore) =>
  async (ref: RunAccountRef): Promise<RereadProgress> => {
    const { clientId } = ref;
    const begun = await withClient(deps.orm.em, { clientId, role }, (em) => begin(em, ref));
    if (begun === null) return { kind: 'done', read: 0, refused: 0 };
    const { facts, asked } = begun;
    let done = 0;
    return whileHeartbeating(
      () => done,
      () =>
        withReader(deps, grants, facts, async (reader) => {
          const untilMs = deps.clock.now() + stepMs;
          const ends: DateEnd[] = [];
          for (const reread of asked) {
            const end = await readDate(deps, reader, { fence: facts.fence, reread, untilMs });
            ends.push(end);
            if (end === 'more') break;
            done += 1;
          }
          deps.failpoint?.('reread.before_report');
          const count = (wanted: DateEnd): number => ends.filter((end) => end === wanted).length;
          return { kind: ends.includes('more') ? 'more' : 'done', read: count('read'), refused: count('refused') };
        }),
    );
  };

type DateEnd = 'more' | 'read' | 'refused';

async function begin(
  em: EntityManager,
  ref: RunAccountRef,
): Promise<{ readonly facts: ReaderFacts; readonly asked: readonly AskedReread[] } | null> {
  const part = await readPart(em, ref);
  if (part === null || part.runStatus !== 'running') throw new StepError('not_found');
  if (part.state !== 'staged') return null;
  if (part.isMoved) {
    await leaveAccount(em, ref);
    return null;
  }
  const attempt = await takeFence(em, ref, 'staged');
  if (attempt === null) throw new StepError('changed_meanwhile');
  return {
    facts: await loadReaderFacts(em, { ref, part, fence: attempt.fence }),
    asked: await listAskedRereads(em, ref),
  };
}

async function readDate(
  deps: ActivityDeps,
  reader: Reader,
  { fence, reread, untilMs }: { readonly fence: string; readonly reread: AskedReread; readonly untilMs: number },
): Promise<DateEnd> {
  const { orm } = deps;
  const { ref } = reader;
  const { clientId } = ref;
  const { readNo, from, to, cursor } = reread;
  const purpose = `reread-${readNo}`;
  const marks = await withClient(orm.em, { clientId, role }, (em) => listPageMarks(em, ref, purpose));
  const end = await readSeries(
    deps,
    reader,
    {
      isWindow: false,
      purpose,
      from,
      to,
      cursor,
      marks,
      patientWith,
      stage: (em, page) => stageReread(em, ref, { fence, readNo, page }),
    },
    { untilMs, mostPages: stepPages },
  );
  if (end.kind === 'more' || end.kind === 'whole') return end.kind === 'more' ? 'more' : 'read';
  if (end.kind === 'refused' && concernsConnection(end)) throw end.error;
  const isRefused = await withClient(orm.em, { clientId, role }, (em) => refuseReread(em, ref, { fence, readNo }));
  if (!isRefused) throw new StepError('changed_meanwhile');
  return 'refused';
}

/** A consent that has ended, or what an operator must mend, is no matter of one date; a page key that was lost is. */
function concernsConnection({ error, isFirst }: Extract<SeriesEnd, { readonly kind: 'refused' }>): boolean {
  if (!isFirst && isPageKeyRefused(error.details)) return false;
  const { class: kind } = errorEntry(error.code);
  return kind === 'needs_reconsent' || (kind === 'needs_operator' && error.code !== 'bank_refuses_request');
}
