import { describe, expect, test } from '@jest/globals';
import { decideSending, type MailToSend } from '../../../../src/domain/mail/decideSending.ts';
import { digestDay } from '../../../../src/domain/mail/digestDay.ts';
import { planMails, type ToldConnection } from '../../../../src/domain/mail/planMails.ts';

const timeZone = 'Europe/Oslo';
const at = (instant: string): number => Date.parse(instant);
const queue = { waiting: 3, withCandidates: 1, oldestDate: '2026-11-20' };
const connectionId = '01980000-0000-7000-8000-000000000001';
const told = (change: Partial<ToldConnection>): ToldConnection => ({
  connectionId,
  status: 'expiring',
  statusSinceMs: at('2026-11-20T10:00:00Z'),
  consentExpiresMs: at('2026-12-01T12:00:00Z'),
  noticeDays: 7,
  reminderDays: null,
  ...change,
});
const night = at('2026-11-25T02:00:00Z');

describe('what is written', () => {
  test.each([
    ['2026-11-25T05:59:59Z', null],
    ['2026-11-25T06:00:00Z', '2026-11-25'],
    ['2026-11-25T10:59:59Z', '2026-11-25'],
    ['2026-11-25T11:00:00Z', null],
    ['2026-11-25T23:30:00Z', null],
    // In summer Oslo is two hours ahead.
    ['2026-07-01T05:00:00Z', '2026-07-01'],
  ])('contract 3.2 at %s the digest of %s may be written', (instant, day) => {
    expect(digestDay(at(instant), timeZone)).toBe(day);
  });

  test('contract 3.2 a digest has the day as its subject, and is left out where nothing waits', () => {
    const look = { nowMs: at('2026-11-25T06:07:00Z'), timeZone };
    expect(planMails({ queue, connections: [] }, look)).toEqual([
      { kind: 'review_digest', subject: 'review_digest/2026-11-25', connectionId: null, facts: queue },
    ]);
    expect(planMails({ queue: null, connections: [] }, look)).toEqual([]);
  });

  test.each<[string, Partial<ToldConnection>, string | null, object]>([
    ['a notice', {}, `consent_expiring/${connectionId}/2026-12-01/7`, { daysLeft: 7, lastDay: '2026-12-01' }],
    [
      'the same notice of the next consent',
      { consentExpiresMs: at('2027-05-30T12:00:00Z') },
      `consent_expiring/${connectionId}/2027-05-30/7`,
      { daysLeft: 187, lastDay: '2027-05-30' },
    ],
    ['a consent that is over in the meantime', { consentExpiresMs: at('2026-11-24T12:00:00Z') }, null, {}],
    ['no notice yet', { noticeDays: null }, null, {}],
    ['the end', { status: 'needs_reconsent' }, `needs_reconsent/${connectionId}/2026-11-20/0`, { daysSince: 0 }],
    [
      'a reminder',
      { status: 'needs_reconsent', reminderDays: 7 },
      `needs_reconsent/${connectionId}/2026-11-20/7`,
      { daysSince: 7 },
    ],
    [
      'an operator is needed',
      { status: 'needs_operator' },
      `connection_broken/${connectionId}/2026-11-20`,
      { sinceDate: '2026-11-20', connectionId },
    ],
  ])('D-17 %s', (_name, change, subject, facts) => {
    const mails = planMails({ queue, connections: [told(change)] }, { nowMs: night, timeZone });
    expect(mails.map((mail) => [mail.subject, mail.connectionId, mail.facts])).toEqual(
      subject === null ? [] : [[subject, connectionId, facts]],
    );
  });
});

describe('what still goes out', () => {
  const due: MailToSend = { kind: 'review_digest', createdMs: night, mark: 'sending', isTrue: true, recipients: 1 };
  const hours = (count: number): number => night + count * 3_600_000;
  test.each<[string, Partial<MailToSend>, number, string]>([
    ['a fresh one', {}, 0, 'send'],
    ['after one crash', { mark: 'sending_again' }, 1, 'send'],
    ['after a second crash', { mark: 'interrupted' }, 1, 'interrupted'],
    ['a digest of this morning', {}, 13, 'send'],
    ['a digest when the next is near', {}, 14, 'outdated'],
    ['a notice on the third day', { kind: 'consent_expiring' }, 71, 'send'],
    ['a notice that is older', { kind: 'consent_expiring' }, 72, 'outdated'],
    ['what is no longer so', { isTrue: false }, 1, 'over'],
    ['nobody is named any more', { recipients: 0 }, 1, 'nobody'],
  ])('contract 3.2 %s', (_name, change, afterHours, outcome) => {
    const decision = decideSending({ ...due, ...change }, hours(afterHours));
    expect(decision.kind === 'send' ? 'send' : decision.reason).toBe(outcome);
  });
});
