import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseMail } from './parseMail.ts';
import { useMailWorld } from './useMailWorld.ts';

const morning = Date.parse('2026-11-25T06:07:00Z');
const hourMs = 3_600_000;
const parts = useMailWorld();
const subjects = (): readonly string[] => parts().mailbox.received.map(({ subject }) => subject);

describe('what the people of a client get', () => {
  test.each([
    [
      'nb',
      '2 transaksjoner venter på gjennomgang – Kunde Øst AS',
      'Den eldste ble bokført i banken 20. november 2026.',
    ],
    ['en', '2 transactions wait for review – Kunde Øst AS', 'The oldest was booked at the bank on 20 November 2026.'],
  ] as const)('contract 3.2 the digest in %s, plain and HTML', async (locale, subject, said) => {
    const { header, mailbox, world } = parts();
    const client = await world.addClient({ locale, name: 'Kunde Øst AS' });
    await world.addReviews(client, ['2026-11-23', '2026-11-20']);
    expect(await world.run()).toMatchObject({ queued: 1, sent: 1, refused: 0, serverDown: null, more: false });
    const [mail] = mailbox.received;
    expect(mail?.subject).toBe(subject);
    expect(mail?.text).toContain(said);
    expect(mail?.html).toContain(said);
    expect(mail?.recipients).toEqual(['regnskap@kunde.example']);
    expect(header('from')).toEqual(['Regnskap <no-reply@erp.example>']);
    expect(header('to')).toEqual(['regnskap@kunde.example']);
    expect(header('auto-submitted')).toEqual(['auto-generated']);
    expect(header('content-language')).toEqual([locale]);
    expect(header('date')).toEqual(['Wed, 25 Nov 2026 06:07:00 +0000']);
  });

  test('B-14 no name, account, amount, reference or text of the bank, in no mail', async () => {
    const { mailbox, world } = parts();
    const client = await world.addClient({ returnUrls: ['https://erp.example/bank'] });
    await world.addReviews(client, ['2026-11-23']);
    await world.tell(client, 'expiring', {
      consent_expires_at: new Date(morning + 7 * 24 * hourMs),
      consent_notice_days: 7,
    });
    await world.run();
    expect(mailbox.received).toHaveLength(2);
    const all = mailbox.received.map(({ subject, text, html }) => subject + text + html).join('\n');
    expect(all).not.toMatch(/CANARY|15038300007|2345676|4711|NOK|kr\b/);
    expect(all).toContain('https://erp.example/bank');
    expect(world.logText()).not.toContain('kunde.example');
  });

  test('contract 3.2 a hostile name makes no header, no recipient and no markup', async () => {
    const { header, mailbox, world } = parts();
    const name = 'Kunde\r\nBcc: thief@evil.example\r\nX-Evil: 1\r\n\r\n<img src=https://evil.example/x>';
    const client = await world.addClient({ name });
    await world.addReviews(client, ['2026-11-23']);
    await world.run();
    expect(mailbox.received.map(({ recipients }) => recipients)).toEqual([['regnskap@kunde.example']]);
    expect([...header('bcc'), ...header('x-evil')]).toEqual([]);
    const [mail] = mailbox.received;
    expect(mail?.subject).toMatch(/Kunde Bcc: thief@evil\.example X-Evil: 1 <img/);
    expect(mail?.html).not.toMatch(/<img/);
  });

  test.each([
    [
      'expiring',
      { consent_expires_at: new Date(morning + 6 * 24 * hourMs), consent_notice_days: 7 },
      'Samtykket hos DNB utløper om 7 dager',
    ],
    ['needs_reconsent', {}, 'Samtykket hos DNB må fornyes'],
    ['needs_operator', {}, 'Synkroniseringen fra DNB har stoppet'],
  ])('D-17 a connection that is %s is told once, at any hour', async (state, change, subject) => {
    const { world } = parts();
    world.nowMs = Date.parse('2026-11-25T01:07:00Z');
    const client = await world.addClient();
    await world.tell(client, state, change);
    expect(await world.run()).toMatchObject({ queued: 1, sent: 1 });
    world.nowMs += hourMs;
    expect(await world.run()).toMatchObject({ queued: 0, sent: 0 });
    expect(subjects()).toEqual([`${subject} – Kunde AS`]);
  });

  test('D-17 each notice and each reminder is a mail; what was told before a new consent does not count for it', async () => {
    const { mailbox, world } = parts();
    const client = await world.addClient();
    const day = 24 * hourMs;
    const endsAt = new Date(morning + 29 * day);
    for (const noticeDays of [30, 14, 7, 1]) {
      world.nowMs = endsAt.getTime() - (noticeDays - 1) * day;
      await world.tell(client, 'expiring', { consent_expires_at: endsAt, consent_notice_days: noticeDays });
      await world.run();
    }
    world.nowMs = endsAt.getTime() + day;
    await world.tell(client, 'needs_reconsent');
    await world.run();
    const since = new Date(world.nowMs);
    for (const reminderDays of [1, 7, 30]) {
      world.nowMs = since.getTime() + reminderDays * day;
      await world.tell(client, 'needs_reconsent', { status_changed_at: since, reconsent_reminder_days: reminderDays });
      await world.run();
    }
    expect(mailbox.received).toHaveLength(8);
    const nextEnd = new Date(endsAt.getTime() + 180 * day);
    world.nowMs = nextEnd.getTime() - 29 * day;
    await world.tell(client, 'expiring', { consent_expires_at: nextEnd, consent_notice_days: 30 });
    await world.run();
    expect(subjects().filter((subject) => subject.includes('om 30 dager'))).toHaveLength(2);
  });

  test('D-17 a connection that was renewed before the look is not told of', async () => {
    const { world } = parts();
    const client = await world.addClient();
    await world.tell(client, 'needs_reconsent');
    await world.database.admin(`update bank_connections set connection_status = 'active' where id = $1`, [
      client.connectionId,
    ]);
    expect(await world.run()).toMatchObject({ queued: 0, sent: 0 });
  });
});

describe('never more often than the rules say', () => {
  test('contract 3.2 one digest a day, though items come and go; the next day another', async () => {
    const { header, mailbox, world } = parts();
    const client = await world.addClient();
    const items = await world.addReviews(client, ['2026-11-23']);
    await world.run();
    await world.database.admin(`update review_items set status = 'resolved' where id = any($1)`, [items]);
    world.nowMs += hourMs;
    await world.run();
    await world.database.admin(`update review_items set status = 'open' where id = any($1)`, [items]);
    for (let hour = 0; hour < 22; hour += 1) {
      world.nowMs += hourMs;
      await world.run();
    }
    expect(mailbox.received).toHaveLength(1);
    world.nowMs += 2 * hourMs;
    await world.run();
    expect(mailbox.received).toHaveLength(2);
    expect(new Set(header('message-id')).size).toBe(2);
  });

  test('contract 3.2 nothing while nobody is named, and nothing old when somebody is', async () => {
    const { world } = parts();
    const client = await world.addClient({ emails: [] });
    await world.addReviews(client, ['2026-11-23']);
    await world.tell(client, 'needs_operator');
    expect(await world.run()).toMatchObject({ queued: 0, sent: 0 });
    world.nowMs += 50 * hourMs;
    await world.database.admin(`update clients set notification_emails = '["a@kunde.example"]' where client_id = $1`, [
      client.clientId,
    ]);
    expect(await world.run()).toMatchObject({ queued: 1, sent: 1 });
    expect(subjects()).toEqual(['1 transaksjon venter på gjennomgang – Kunde AS']);
  });

  test('contract 3.2 nothing at night, and nothing where nothing waits', async () => {
    const { world } = parts();
    await world.addClient();
    expect(await world.run()).toMatchObject({ queued: 0 });
    await world.addReviews(await world.addClient(), ['2026-11-23']);
    world.nowMs = Date.parse('2026-11-25T03:07:00Z');
    expect(await world.run()).toMatchObject({ queued: 0 });
  });

  test('contract 3.2 ten workers at once send one mail', async () => {
    const { header, mailbox, world } = parts();
    for (let client = 0; client < 3; client += 1) await world.addReviews(await world.addClient(), ['2026-11-23']);
    const runs = await Promise.all(Array.from({ length: 10 }, () => world.run()));
    expect(runs.reduce((sum, { queued }) => sum + queued, 0)).toBe(3);
    // What was written by one while another had looked already is due in the next look.
    await world.send();
    expect(mailbox.received).toHaveLength(3);
    expect(new Set(header('message-id')).size).toBe(3);
  });
});

test('contract 2 without SMTP_URL a mail is a file that only its owner reads', async () => {
  const { world } = parts();
  world.smtpUrl = undefined;
  const client = await world.addClient({ emails: ['a@kunde.example', 'b@kunde.example'] });
  await world.addReviews(client, ['2026-11-23']);
  expect(await world.run()).toMatchObject({ sent: 1 });
  const folder = join(world.dataDir, 'mails');
  const files = await readdir(folder);
  expect(files).toHaveLength(2);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const file of files) {
    expect(file).toMatch(/^[0-9a-f-]{36}\.[0-9a-f]{8}\.eml$/);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    const mail = parseMail(await readFile(join(folder, file), 'utf8'), []);
    expect(mail.headers.get('from')).toEqual(['Kontosync <kontosync@localhost>']);
    expect(mail.text).toContain('1 transaksjon venter');
  }
});
