import type { Request } from 'express';
import type { SimulatorContext } from '../context.ts';
import { searchOf } from '../oauth/authorize.ts';
import type { LoggedRequest } from '../requestLog.ts';

const usualReadsADay = 4;

export const isFollowUpPage = (request: Request): boolean => searchOf(request).has('pageId');

/**
 * Uses up one of the day's unattended reads of the call's endpoint and account; `false` when there is none left. A call
 * is counted once, however many count it, and not where it is refused.
 */
export function countRead(
  { unattendedReads, bank }: SimulatorContext,
  record: LoggedRequest,
  consentId: string,
  readsADay = usualReadsADay,
): boolean {
  const read = { today: bank.today(), consentId, endpoint: record.endpoint, account: record.account ?? '' };
  const usedBefore = unattendedReads.used(read) - (record.counted ? 1 : 0);
  if (usedBefore >= readsADay) return false;
  if (!record.counted) unattendedReads.count(read);
  record.counted = true;
  return true;
}
