import { describe, expect, test } from '@jest/globals';
import { webhookUrlRule } from '../../../src/webhooks/webhookUrl.ts';

const production = { sandbox: false, privateHosts: new Set(['erp.internal', '10.1.2.3']) };
const sandbox = { sandbox: true, privateHosts: new Set<string>() };

describe('C-16 where a webhook may go', () => {
  test.each([
    ['https://erp.example/hooks', null],
    ['https://erp.example:443/hooks?tenant=1', null],
    ['https://erp.example:8443/hooks', null],
    ['https://erp.example:8080/hooks', 'port 443 or 8443'],
    ['http://erp.example/hooks', 'https is required'],
    ['ftp://erp.example/', 'https is required'],
    ['file:///etc/passwd', 'https is required'],
    ['javascript:alert(1)', 'https is required'],
    ['//erp.example/hooks', 'an absolute address'],
    ['erp.example', 'an absolute address'],
    ['https://user@erp.example/', 'no user, password or fragment'],
    ['https://user:word@erp.example/', 'no user, password or fragment'],
    ['https://erp.example/#part', 'no user, password or fragment'],
    ['https://127.0.0.1/', 'not an address on the public internet'],
    ['https://2130706433/', 'not an address on the public internet'],
    ['https://0x7f.1/', 'not an address on the public internet'],
    ['https://0177.0.0.1/', 'not an address on the public internet'],
    ['https://127.1/', 'not an address on the public internet'],
    ['https://169.254.169.254/latest/meta-data', 'not an address on the public internet'],
    ['https://[::1]/', 'not an address on the public internet'],
    ['https://[::ffff:10.0.0.1]/', 'not an address on the public internet'],
    ['https://[64:ff9b::a00:1]/', 'not an address on the public internet'],
    ['https://[2606:4700:4700::1111]/', null],
    // A name is looked up at each connection: what it means is seen then.
    ['https://localhost/', null],
    ['https://erp.internal:9000/', null],
    ['https://10.1.2.3:9000/', null],
    ['http://erp.internal:9000/', 'https is required'],
  ])('production: %s: %s', (url, rule) => {
    expect(webhookUrlRule(url, production)).toBe(rule);
  });

  test.each([
    ['http://localhost:3000/hooks', null],
    ['http://127.0.0.1:3000/hooks', null],
    ['https://erp.example:9000/', null],
    ['http://10.0.0.1/', 'not an address on the public internet'],
    ['http://169.254.169.254/', 'not an address on the public internet'],
    ['http://[::ffff:127.0.0.1]/', 'not an address on the public internet'],
    ['ftp://localhost/', 'https is required'],
  ])('sandbox: %s: %s', (url, rule) => {
    expect(webhookUrlRule(url, sandbox)).toBe(rule);
  });
});
