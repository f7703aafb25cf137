import type { EntityManager } from '@mikro-orm/postgresql';
import type { CallReport, OnBankCall } from '../bank/callReport.ts';
import { addAuditEntries } from '../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../db/tenantScope.ts';
import type { ActivityDeps } from './activityDeps.ts';

/** What a step's calls to the bank are about. */
export interface CallSubject {
  readonly clientId: string;
  /** An account's id, or a connection's. */
  readonly subjectId: string;
}

/** The calls of a step to the bank, until they are written into the audit (contract 3.3). */
export interface CallLog {
  readonly onCall: OnBankCall;
  /** Writes those that are left, in the transaction of what they brought; `forget` them once it is committed. */
  write(em: EntityManager): Promise<void>;
  forget(): void;
  /** Writes those that are left at the end of a step, failed ones too. A failure to do so hides no other. */
  writeRest(): Promise<void>;
}

export function createCallLog(
  { orm, logger, clock }: Pick<ActivityDeps, 'orm' | 'logger' | 'clock'>,
  { clientId, subjectId }: CallSubject,
): CallLog {
  let calls: readonly AnsweredCall[] = [];
  const write = (em: EntityManager): Promise<void> => addAuditEntries(em, clientId, calls.map(toRecord(subjectId)));
  const forget = (): void => {
    calls = [];
  };
  return {
    onCall: (report) => {
      calls = [...calls, { ...report, at: new Date(clock.now()).toISOString() }];
    },
    write,
    forget,
    async writeRest() {
      if (calls.length === 0) return;
      try {
        await withClient(orm.em, { clientId, role: 'kontosync_worker' }, write);
        forget();
      } catch (error) {
        logger.warn({ client_id: clientId, subject_id: subjectId, err: error }, 'calls to the bank were not audited');
      }
    },
  };
}

/** With the time at which the answer was there: the entry may be written later. */
interface AnsweredCall extends CallReport {
  readonly at: string;
}

const toRecord =
  (subjectId: string) =>
  ({ endpoint, status, durationMs, requestId, isAttended, code, at }: AnsweredCall) => ({
    kind: 'bank_call' as const,
    actor: 'bank',
    action: endpoint,
    subjectId,
    data: {
      status,
      duration_ms: durationMs,
      request_id: requestId,
      attended: isAttended,
      at,
      ...(code === null ? {} : { code }),
    },
  });
