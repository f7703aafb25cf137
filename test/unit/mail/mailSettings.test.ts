import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { classifySendFailure } from '../../../src/mail/classifySendFailure.ts';
import { parseSender, parseSmtpUrl } from '../../../src/mail/mailSettings.ts';

describe('SMTP_URL and MAIL_FROM', () => {
  test.each<[string, boolean, object | null]>([
    ['smtp://mail.example', false, { host: 'mail.example', port: 587, secure: false, requireTls: false, login: null }],
    ['smtp://mail.example:25/', true, { port: 25, requireTls: true }],
    ['smtp://user:pass@mail.example', false, { requireTls: true }],
    ['smtp://user:pass@127.0.0.1:2525', true, { host: '127.0.0.1', port: 2525, requireTls: false }],
    ['smtp://[::1]:2525', true, { host: '::1', requireTls: false }],
    ['smtps://mail.example', true, { port: 465, secure: true, requireTls: false }],
    ['https://mail.example', false, null],
    ['smtp://', false, null],
    ['smtp://mail.example?tls.rejectUnauthorized=false', false, null],
    ['smtp://mail.example/folder', false, null],
    ['smtp://user@mail.example', false, null],
    ['smtp://user:%ZZ@mail.example', false, null],
    ['mail.example:25', false, null],
  ])('contract 2 SMTP_URL %s, strict: %s', (url, strict, expected) => {
    const server = parseSmtpUrl(url, { strict });
    if (expected === null) expect(server).toBeNull();
    else expect(server).toMatchObject(expected);
  });

  test('A-22 the password is decoded, and does not print', () => {
    const server = parseSmtpUrl('smtp://me%40erp:p%2Fw%3A1@mail.example', { strict: false });
    expect(server?.login?.user).toBe('me@erp');
    expect(server?.login?.password.reveal()).toBe('p/w:1');
    expect(`${inspect(server, { depth: 9 })}${JSON.stringify(server)}`).not.toContain('p/w');
  });

  test.each([
    ['no-reply@erp.example', { name: '', address: 'no-reply@erp.example' }],
    ['Regnskap Øst <no-reply@erp.example>', { name: 'Regnskap Øst', address: 'no-reply@erp.example' }],
    ['<no-reply@erp.example>', { name: '', address: 'no-reply@erp.example' }],
    ['x\r\nBcc: y <a@b.example>', null],
    ['a@b.example, c@d.example', null],
    ['nobody', null],
    ['Name <nobody>', null],
  ])('contract 2 MAIL_FROM %j', (text, sender) => {
    expect(parseSender(text)).toEqual(sender);
  });
});

describe('a failed attempt', () => {
  test.each([
    ['no such mailbox', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'refused', 'smtp_550'],
    ['greylisted', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, 'later', 'smtp_451'],
    ['the text is refused', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'refused', 'smtp_554'],
    ['the mailbox is full', { code: 'EMESSAGE', command: 'DATA', responseCode: 452 }, 'later', 'smtp_452'],
    [
      'the sender is refused',
      { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553 },
      'server_down',
      'smtp_553',
    ],
    ['the service closes', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 }, 'server_down', 'smtp_421'],
    ['a wrong order', { code: 'EENVELOPE', command: 'DATA', responseCode: 503 }, 'server_down', 'smtp_503'],
    ['a wrong password', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'server_down', 'smtp_535'],
    ['nobody listens', { code: 'ESOCKET', command: 'CONN' }, 'server_down', 'ESOCKET'],
    ['no TLS', { code: 'ETLS', command: 'STARTTLS' }, 'server_down', 'ETLS'],
    ['cut off in the text', { code: 'ECONNECTION', command: 'CONN' }, 'server_down', 'ECONNECTION'],
    ['an address that cannot be written', { code: 'EENVELOPE', command: 'API' }, 'refused', 'EENVELOPE'],
    ['something else', 'thrown', 'server_down', 'UNKNOWN'],
  ])('contract 3.2 %s', (_name, error, kind, code) => {
    expect(classifySendFailure(error)).toEqual({ kind, code });
  });
});
