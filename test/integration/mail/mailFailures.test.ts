import { describe, expect, test } from '@jest/globals';
import { createSmtpTransport } from '../../../src/mail/smtpTransport.ts';
import { Secret } from '../../../src/security/secret.ts';
import { openMailbox } from './mailbox.ts';
import { useMailWorld } from './useMailWorld.ts';

const morning = Date.parse('2026-11-25T06:07:00Z');
const hourMs = 3_600_000;
const parts = useMailWorld();

describe('when sending fails', () => {
  test('contract 3.2 an address that is refused for good stops no other, and is not tried again', async () => {
    const { mailbox, world } = parts();
    const emails = ['gone@kunde.example', 'busy@kunde.example', 'here@kunde.example'];
    const client = await world.addClient({ emails });
    await world.addReviews(client, ['2026-11-23']);
    mailbox.replies.set('gone@kunde.example', 550).set('busy@kunde.example', 451);
    expect(await world.run()).toMatchObject({ sent: 0, refused: 1, waiting: 1, serverDown: null });
    expect(await world.mailsOf(client.clientId)).toMatchObject([{ accepted: 1, refused: 1, is_sent: false }]);
    mailbox.replies.clear();
    world.nowMs += hourMs;
    expect(await world.run()).toMatchObject({ queued: 0, sent: 1, refused: 0, waiting: 0 });
    expect(mailbox.received.map(({ recipients }) => recipients)).toEqual([
      ['here@kunde.example'],
      ['busy@kunde.example'],
    ]);
    // None learns of the others, and no address stays behind.
    for (const { source, recipients } of mailbox.received)
      expect(emails.filter((address) => source.includes(address))).toEqual(recipients);
    expect(await world.mailsOf(client.clientId)).toMatchObject([
      { accepted: 2, refused: 1, attempts: 2, is_sent: true, settled_recipients: [] },
    ]);
    expect(world.logText()).not.toMatch(/kunde\.example/);
  });

  test('contract 3.2 a mail that nobody takes is given up, and said so', async () => {
    const { mailbox, world } = parts();
    const client = await world.addClient();
    await world.addReviews(client, ['2026-11-23']);
    mailbox.replies.set('*', 554);
    expect(await world.run()).toMatchObject({ sent: 0, givenUp: 1, refused: 1 });
    mailbox.replies.clear();
    world.nowMs += hourMs;
    expect(await world.run()).toMatchObject({ queued: 0, sent: 0, givenUp: 0 });
    expect(await world.mailsOf(client.clientId)).toMatchObject([{ last_code: 'smtp_554', is_given_up: true }]);
    expect(world.logText()).toMatch(/"end":"given_up".*"error_code":"smtp_554"/);
  });

  test('contract 3.2 a mail server that is away: an alert, and the mails of that day go out later', async () => {
    const { mailbox, world } = parts();
    const gone = await openMailbox();
    await gone.close();
    world.smtpUrl = gone.url;
    const clients = [await world.addClient(), await world.addClient()];
    for (const client of clients) await world.addReviews(client, ['2026-11-23']);
    await world.tell(clients[0] ?? (await world.addClient()), 'needs_operator');
    expect(await world.run()).toMatchObject({ queued: 3, sent: 0, serverDown: 'ESOCKET', more: false });
    expect(world.logText()).toMatch(/"alert":"mail_server_down","error_code":"ESOCKET"/);
    world.smtpUrl = mailbox.url;
    world.nowMs += hourMs;
    expect(await world.run()).toMatchObject({ queued: 0, sent: 3, serverDown: null });
    expect(mailbox.received).toHaveLength(3);
  });

  test('contract 3.2 a digest that could not go out for a day is not sent beside the next one', async () => {
    const { mailbox, world } = parts();
    const client = await world.addClient();
    await world.addReviews(client, ['2026-11-23']);
    await world.queue();
    world.nowMs += 24 * hourMs;
    expect(await world.run()).toMatchObject({ queued: 1, sent: 1, givenUp: 1 });
    expect(mailbox.received).toHaveLength(1);
  });

  test('contract 3.2 who dies between sending and recording: once more, by the same Message-ID; then no more', async () => {
    const { header, mailbox, world } = parts();
    const client = await world.addClient();
    await world.addReviews(client, ['2026-11-23']);
    world.failpoint = (name) => {
      if (name === 'mails-sent') throw new Error('killed');
    };
    await expect(world.run()).rejects.toThrow('killed');
    // Taken: nobody else sends it in the meantime.
    world.nowMs += 10 * 60_000;
    expect(await world.send()).toMatchObject({ sent: 0 });
    world.nowMs += hourMs;
    await expect(world.send()).rejects.toThrow('killed');
    world.failpoint = undefined;
    world.nowMs += hourMs;
    expect(await world.send()).toMatchObject({ sent: 0, givenUp: 1 });
    expect(mailbox.received).toHaveLength(2);
    expect(new Set(header('message-id')).size).toBe(1);
    expect(header('message-id')[0]).toMatch(/^<[0-9a-f-]{36}\.[0-9a-f]{8}@erp\.example>$/);
    expect(mailbox.received[0]?.text).toBe(mailbox.received[1]?.text);
  });

  test('contract 3.2 what is no longer so when the server is back is not sent', async () => {
    const { mailbox, world } = parts();
    const gone = await openMailbox();
    await gone.close();
    world.smtpUrl = gone.url;
    const [renewed, decided] = [await world.addClient(), await world.addClient()];
    await world.tell(renewed, 'needs_reconsent');
    const items = await world.addReviews(decided, ['2026-11-23']);
    expect(await world.run()).toMatchObject({ queued: 2, sent: 0 });
    await world.database.admin(`update bank_connections set connection_status = 'active' where id = $1`, [
      renewed.connectionId,
    ]);
    await world.database.admin(`update review_items set status = 'resolved' where id = any($1)`, [items]);
    world.smtpUrl = mailbox.url;
    world.nowMs += hourMs;
    expect(await world.run()).toMatchObject({ sent: 0, givenUp: 2 });
    expect(mailbox.received).toEqual([]);
    expect(await world.mailsOf(renewed.clientId)).toMatchObject([{ last_code: 'over' }]);
  });

  test('contract 3.2 who is no longer named gets no mail that was written before', async () => {
    const { mailbox, world } = parts();
    const client = await world.addClient({ emails: ['left@kunde.example', 'here@kunde.example'] });
    await world.addReviews(client, ['2026-11-23']);
    await world.queue();
    await world.database.admin(
      `update clients set notification_emails = '["here@kunde.example"]' where client_id = $1`,
      [client.clientId],
    );
    expect(await world.send()).toMatchObject({ sent: 1 });
    expect(mailbox.received.map(({ recipients }) => recipients)).toEqual([['here@kunde.example']]);
  });

  test.each([
    ['offers no TLS', { startTls: false }],
    ['has a certificate that nobody vouches for', { startTls: true }],
  ])('contract 2 where TLS is wanted, a server that %s gets no mail and no password', async (_how, options) => {
    const server = await openMailbox({ ...options, password: 'secret' });
    const login = { user: 'erp', password: new Secret('secret') };
    const transport = createSmtpTransport(
      { host: '127.0.0.1', port: Number(new URL(server.url).port), secure: false, requireTls: true, login },
      { name: '', address: 'no-reply@erp.example' },
    );
    try {
      const words = { subject: 'x', text: 'x', html: 'x', locale: 'nb', dateMs: morning } as const;
      const outcome = await transport.send({ ...words, messageId: 'a@b.example', to: 'c@d.example' });
      expect(outcome).toMatchObject({ kind: 'server_down' });
      expect([server.received, server.logins]).toEqual([[], []]);
    } finally {
      await transport.close();
      await server.close();
    }
  });

  test('contract 2 with a login: the right password sends, a wrong one is an alert', async () => {
    const { world } = parts();
    const guarded = await openMailbox({ password: 'p/w:1' });
    try {
      await world.addReviews(await world.addClient(), ['2026-11-23']);
      world.smtpUrl = guarded.url.replace('p%2Fw', 'wrong');
      expect(await world.run()).toMatchObject({ sent: 0, serverDown: 'smtp_535' });
      world.smtpUrl = guarded.url;
      world.nowMs += hourMs;
      expect(await world.run()).toMatchObject({ sent: 1, serverDown: null });
      expect(guarded.received).toHaveLength(1);
      expect(world.logText()).not.toMatch(/p\/w|wrong/);
    } finally {
      await guarded.close();
    }
  });
});
