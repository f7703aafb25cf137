import { bankToday } from '../calendarDate.ts';
import { daysLeft, lastConsentDay } from '../consentClock.ts';
import { digestDay, digestSubject } from './digestDay.ts';
import type { MailFacts } from './mailFacts.ts';
import type { ReviewDigestFacts } from './reviewDigest.ts';

/** A connection of which something was told lately, as it stands now. */
export interface ToldConnection {
  readonly connectionId: string;
  readonly status: 'expiring' | 'needs_reconsent' | 'needs_operator';
  readonly statusSinceMs: number;
  readonly consentExpiresMs: number | null;
  /** Of the notices before the end, the one given last, in days; null: none. */
  readonly noticeDays: number | null;
  /** Of the reminders after the end, likewise. */
  readonly reminderDays: number | null;
}

export type PlannedMail = MailFacts & {
  /** The same subject is the same mail, and is written once. */
  readonly subject: string;
  readonly connectionId: string | null;
};

export interface MailPlanInput {
  /** Null: nothing waits. */
  readonly queue: ReviewDigestFacts | null;
  readonly connections: readonly ToldConnection[];
}

/**
 * The mails that a client is to get by now: a digest in the morning of the bank's zone, and one for each notice of a
 * connection, at most one a day for those that may go to and fro.
 */
export function planMails(
  { queue, connections }: MailPlanInput,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): readonly PlannedMail[] {
  const day = digestDay(nowMs, timeZone);
  const digest: readonly PlannedMail[] =
    day === null || queue === null
      ? []
      : [{ kind: 'review_digest', subject: digestSubject(day), connectionId: null, facts: queue }];
  return [...digest, ...connections.flatMap((told) => planNotice(told, nowMs, timeZone))];
}

function planNotice(told: ToldConnection, nowMs: number, timeZone: string): readonly PlannedMail[] {
  const { connectionId, status, statusSinceMs, consentExpiresMs, noticeDays, reminderDays } = told;
  const sinceDate = bankToday(statusSinceMs, timeZone);
  switch (status) {
    case 'expiring': {
      if (consentExpiresMs === null || noticeDays === null) return [];
      const lastDay = lastConsentDay(consentExpiresMs, timeZone);
      const facts = { daysLeft: daysLeft(consentExpiresMs, timeZone, nowMs), lastDay };
      // The next consent has notices of the same days: its end tells them apart.
      const subject = `consent_expiring/${connectionId}/${lastDay}/${noticeDays}`;
      // Past its end the next state is about to say so.
      return facts.daysLeft < 1 ? [] : [{ kind: 'consent_expiring', subject, connectionId, facts }];
    }
    case 'needs_reconsent': {
      const daysSince = reminderDays ?? 0;
      const subject = `needs_reconsent/${connectionId}/${sinceDate}/${daysSince}`;
      return [{ kind: 'needs_reconsent', subject, connectionId, facts: { daysSince } }];
    }
    case 'needs_operator': {
      const subject = `connection_broken/${connectionId}/${sinceDate}`;
      return [{ kind: 'connection_broken', subject, connectionId, facts: { sinceDate, connectionId } }];
    }
  }
}
