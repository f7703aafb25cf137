import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { generateWebhookSecret, signWebhook } from '../../../src/security/webhookSignature.ts';

const body = JSON.stringify({ type: 'sync.completed', data: { navn: 'Ærlig Øst Åpen' } });
const now = Math.floor(Date.now() / 1_000);

function headersOf(secrets: readonly string[], timestamp = now): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(secrets, { id: 'msg_1', timestamp, body }),
  };
}

describe('D-10 signatures, judged by the package `standardwebhooks`', () => {
  test('one that we made is good, for its secret alone', () => {
    const [secret, other] = [generateWebhookSecret(), generateWebhookSecret()];
    expect(new Webhook(secret).verify(body, headersOf([secret]))).toEqual(JSON.parse(body));
    expect(() => new Webhook(other).verify(body, headersOf([secret]))).toThrow('No matching signature found');
  });

  test('it is the very one that the package makes', () => {
    const secret = generateWebhookSecret();
    expect(headersOf([secret])['webhook-signature']).toBe(
      new Webhook(secret).sign('msg_1', new Date(now * 1_000), body),
    );
  });

  test('while a secret is rotated either one verifies', () => {
    const [newest, previous] = [generateWebhookSecret(), generateWebhookSecret()];
    const headers = headersOf([newest, previous]);
    for (const secret of [newest, previous])
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  test('another body, id or time is refused', () => {
    const secret = generateWebhookSecret();
    const judge = new Webhook(secret);
    const headers = headersOf([secret]);
    expect(() => judge.verify(`${body} `, headers)).toThrow();
    expect(() => judge.verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
    expect(() => judge.verify(body, { ...headers, 'webhook-timestamp': String(now + 1) })).toThrow();
    expect(() => judge.verify(body, headersOf([secret], now - 600))).toThrow('too old');
  });

  test('a secret has 32 random bytes, and the standard’s form', () => {
    const secret = generateWebhookSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    expect(generateWebhookSecret()).not.toBe(secret);
  });
});
