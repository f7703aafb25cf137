import { z } from 'zod';
import type { ConnectedAccountRow } from '../../../db/sql/connections/listConnectedAccounts.ts';
import type { StoredRun } from '../../../db/sql/read/readRun.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { beyondReach, shortHistories } from '../../historyWarnings.ts';
import { quotaShape } from '../../quotaLeft.ts';
import { reply } from '../../reply.ts';
import type { RequestedRun } from '../../requestRun.ts';
import { id, isoDate } from '../../shapes/fields.ts';
import { offeredAccount } from '../../shapes/offeredAccountShape.ts';
import { countsShape, presentCounts, reachOf, runStatus } from '../../shapes/runShape.ts';

const history = z.object({
  requested_from: isoDate,
  achieved_from: isoDate.nullable(),
  attended: z.boolean(),
});
const standing = {
  success: z.literal(true),
  connection_id: id,
  message: z.string(),
  superseded: z.array(id),
  accounts_missing: z
    .array(offeredAccount)
    .meta({ description: 'After a renewal: accounts that the new consent leaves out; their rows stay' }),
  warnings: z.array(z.string()),
};
export const connectedShape = z.object({
  ...standing,
  status: runStatus,
  initial_sync: countsShape,
  run_id: id,
  empty_reason: z.string().nullable().meta({ description: 'Why nothing was new' }),
  history,
  quota: quotaShape,
  error: z.string().optional().meta({ description: 'Why the first sync failed: a code of /docs/errors' }),
});
export const runningShape = z.object({
  ...standing,
  status: z.enum(['running', 'parked']),
  run_id: id.nullable(),
  retry_at: z.string().optional(),
});

const messageOf = (run: StoredRun): string => {
  if (run.status === 'failed') return 'The account is connected. Its first sync failed and is tried again by itself.';
  return run.counts.newRows === 1
    ? 'The account is connected, 1 transaction was imported.'
    : `The account is connected, ${run.counts.newRows} transactions were imported.`;
};

export interface ConnectFacts {
  readonly connectionId: string;
  /** As asked for; null: the default. */
  readonly historyFrom: CalendarDate | null;
  readonly defaultFrom: CalendarDate;
  /** The first date that the bank gives at all. */
  readonly firstReachable: CalendarDate;
  readonly warnings: readonly string[];
  /** Connections whose consent the new one has ended at the bank. */
  readonly superseded: readonly string[];
  readonly missing: readonly ConnectedAccountRow[];
  readonly quota: z.input<typeof quotaShape>;
}

/** What connect says of the first sync: how it ended, or that it goes on. */
export function answerConnect(result: RequestedRun, facts: ConnectFacts) {
  const { connectionId, historyFrom, defaultFrom, firstReachable, quota } = facts;
  const common = {
    success: true as const,
    connection_id: connectionId,
    superseded: facts.superseded,
    accounts_missing: facts.missing.map(({ bankAccountId, iban, bban, name, currency }) => ({
      accountId: bankAccountId,
      iban,
      bban,
      name,
      currency,
    })),
  };
  if (result.kind === 'open')
    return reply(202, {
      ...common,
      warnings: [...facts.warnings, ...beyondReach(historyFrom, firstReachable)],
      message: 'The account is connected, its first sync goes on.',
      status: result.status,
      run_id: result.runId,
      ...(result.retryAt === null ? {} : { retry_at: result.retryAt }),
    });
  const { run } = result;
  return reply(200, {
    ...common,
    warnings: [...facts.warnings, ...shortHistories(historyFrom, run)],
    message: messageOf(run),
    status: run.status,
    initial_sync: presentCounts(run.counts),
    run_id: run.id,
    empty_reason: run.emptyReason,
    history: {
      requested_from: historyFrom ?? defaultFrom,
      achieved_from: reachOf(run).achievedFrom,
      attended: run.attended,
    },
    quota,
    ...(run.errorCode === null ? {} : { error: run.errorCode }),
  });
}
