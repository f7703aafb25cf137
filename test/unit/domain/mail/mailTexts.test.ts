import { describe, expect, test } from '@jest/globals';
import type { ConnectionMail } from '../../../../src/domain/mail/connectionMail.ts';
import type { MailFacts } from '../../../../src/domain/mail/mailFacts.ts';
import type { MailLocale } from '../../../../src/domain/mail/mailText.ts';
import { writeMail } from '../../../../src/domain/mail/writeMail.ts';

const reader = (change: Partial<ConnectionMail> = {}): ConnectionMail => ({
  locale: 'nb',
  clientName: 'Kunde AS',
  bankName: 'DNB',
  returnUrl: 'https://erp.example/bank?a=1&b=2',
  ...change,
});
const mails: readonly MailFacts[] = [
  { kind: 'review_digest', facts: { waiting: 3, withCandidates: 2, oldestDate: '2026-05-04' } },
  { kind: 'consent_expiring', facts: { daysLeft: 7, lastDay: '2026-12-01' } },
  { kind: 'needs_reconsent', facts: { daysSince: 0 } },
  { kind: 'connection_broken', facts: { sinceDate: '2026-11-25', connectionId: '0198-example' } },
];
const every = mails.flatMap((mail) => (['nb', 'en'] as const).map((locale) => [mail.kind, locale, mail] as const));

describe('the texts', () => {
  test.each<[MailLocale, string, string]>([
    ['nb', '3 transaksjoner venter på gjennomgang – Kunde AS', 'Den eldste ble bokført i banken 4. mai 2026.'],
    ['en', '3 transactions wait for review – Kunde AS', 'The oldest was booked at the bank on 4 May 2026.'],
  ])('contract 3.2 the digest in %s tells how many wait and since when', (locale, subject, said) => {
    const [digest] = mails;
    const text = digest === undefined ? null : writeMail(digest, reader({ locale }));
    expect(text?.subject).toBe(subject);
    expect(text?.text).toContain(said);
    expect(text?.html).toContain(said);
  });

  test.each([
    ['nb', 1, '1 transaksjon venter på gjennomgang – Kunde AS', 'Den ble bokført'],
    ['en', 1, '1 transaction waits for review – Kunde AS', 'It was booked'],
  ] as const)('contract 3.2 one alone is told in the singular: %s', (locale, waiting, subject, said) => {
    const facts = { waiting, withCandidates: 0, oldestDate: '2026-05-04' };
    const text = writeMail({ kind: 'review_digest', facts }, reader({ locale }));
    expect(text.subject).toBe(subject);
    expect(text.text).toContain(said);
  });

  test.each([
    ['nb', 7, 'Samtykket hos DNB utløper om 7 dager – Kunde AS'],
    ['nb', 1, 'Samtykket hos DNB utløper om 1 dag – Kunde AS'],
    ['en', 7, 'The consent at DNB ends in 7 days – Kunde AS'],
    ['en', 1, 'The consent at DNB ends in 1 day – Kunde AS'],
  ] as const)('D-17 the notice in %s, %s days before the end', (locale, daysLeft, subject) => {
    const facts = { daysLeft, lastDay: '2026-12-01' };
    const text = writeMail({ kind: 'consent_expiring', facts }, reader({ locale }));
    expect(text.subject).toBe(subject);
    expect(text.text).toContain('https://erp.example/bank?a=1&b=2');
    expect(text.html).toContain('<a href="https://erp.example/bank?a=1&amp;b=2">');
  });

  test.each(every)(
    'contract 3.2 %s in %s: plain and HTML say the same, and nothing is fetched',
    (_kind, locale, mail) => {
      const { subject, text, html } = writeMail(mail, reader({ locale, returnUrl: null }));
      const words = html
        .replace(/^[\s\S]*<body[^>]*>/, '')
        .replace(/<[^>]+>/g, '')
        .trim()
        .split(/\n+/);
      expect(text.replace('-- \n', '').trim().split(/\n+/)).toEqual(words);
      expect(html).toContain(`<html lang="${locale}">`);
      expect(html).toContain('content="light dark"');
      expect(html).not.toMatch(/src=|href=|url\(|@import|<(script|img|link|iframe)/i);
      expect(subject).toMatch(/ – Kunde AS$/);
    },
  );

  const sepByControl = 'Kunde\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>" onload="x';
  test.each(every)('contract 3.2 %s in %s: a hostile name stays one line of text', (_kind, locale, mail) => {
    const { subject, html } = writeMail(mail, reader({ locale, clientName: sepByControl }));
    expect(subject).toMatch(/^[^\r\n]+$/);
    expect(html).not.toMatch(/<script|" onload="/);
    expect(html).toContain('&lt;script&gt;');
  });

  test.each([
    ['turned', '\u202EmoC.live\u202C AS', 'moC.live AS'],
    ['invisible', 'Kun\u200Bde\u0000 AS', 'Kunde AS'],
    ['long', 'å'.repeat(200), `${'å'.repeat(79)}…`],
    ['of signs beyond the basic plane', '🦊'.repeat(100), `${'🦊'.repeat(79)}…`],
  ])('contract 3.2 a name that is %s', (_how, name, shown) => {
    const { subject } = writeMail({ kind: 'needs_reconsent', facts: { daysSince: 1 } }, reader({ clientName: name }));
    expect(subject).toBe(`Samtykket hos DNB må fornyes – ${shown}`);
  });

  test.each([null, '', ' \r\n '])('contract 3.2 a client without a name (%j) is left out', (clientName) => {
    const { subject } = writeMail({ kind: 'needs_reconsent', facts: { daysSince: 0 } }, reader({ clientName }));
    expect(subject).toBe('Samtykket hos DNB må fornyes');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'no address', 'file:///etc/passwd'])(
    'A-11 an address %s is no link',
    (returnUrl) => {
      const facts = { daysLeft: 1, lastDay: '2026-12-01' };
      const { text, html } = writeMail({ kind: 'consent_expiring', facts }, reader({ returnUrl }));
      expect(text).not.toContain(returnUrl);
      expect(html).not.toContain('href');
    },
  );
});
