import { describe, expect, test } from '@jest/globals';
import { decideReturnUrl, withParameters } from '../../../src/domain/returnUrl.ts';

const registered = ['https://erp.example/bank/done'];

describe('A-11 return URLs', () => {
  test.each([
    ['https://erp.example/bank/done', false, 'registered'],
    ['http://localhost:3000/done?tab=1', true, 'loopback'],
    ['http://127.0.0.1/', true, 'loopback'],
    ['http://[::1]:9000/done', true, 'loopback'],
    ['http://localhost:3000', true, 'loopback'],
  ])('%s is allowed', (text, sandbox, reason) => {
    expect(decideReturnUrl(text, { registered, sandbox })).toEqual({ kind: 'allowed', reason });
  });

  test.each([
    '//evil.example/bank/done',
    'https:evil.example',
    'https:/erp.example/bank/done',
    '\\/\\/evil.example',
    'https:\\\\erp.example\\bank\\done',
    'https://evil.example%2f%2ferp.example/bank/done',
    'https://erp.example@evil.example/bank/done',
    'https://user:pass@erp.example/bank/done',
    'http://localhost@evil.example/',
    'http://localhost:3000@evil.example/',
    'https://erp.example/bank/done\r\nSet-Cookie: a=b',
    'https://erp.example/bank/done%0d%0aSet-Cookie:a=b',
    'https://еrp.example/bank/done', // a Cyrillic е
    'javascript:alert(1)//https://erp.example/bank/done',
    'data:text/html,hello',
    'https://erp.example./bank/done',
    'https://erp.example:8443/bank/done',
    'https://erp.example:443/bank/done',
    'https://erp.example/bank/../evil',
    'https://erp.example/bank/done/../../evil',
    'https://erp.example/bank/%2e%2e/evil',
    'https://ERP.example/bank/done',
    'https://erp.example/Bank/done',
    'https://erp.example/bank/done/',
    'https://erp.example/bank/done?next=1',
    'https://erp.example/bank/done#fragment',
    'http://erp.example/bank/done',
    ' https://erp.example/bank/done',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://0x7f.1/',
    'http://2130706433/',
    'ftp://localhost/',
    '/relative',
    '',
  ])('%j is refused', (text) => {
    expect(decideReturnUrl(text, { registered, sandbox: true }).kind).toBe('refused');
  });

  test('loopback is no return URL in production', () => {
    const decision = decideReturnUrl('http://localhost:3000/done', { registered, sandbox: false });
    expect(decision).toEqual({ kind: 'refused', reason: 'not_registered' });
  });

  test('parameters are added to those that are there', () => {
    expect(withParameters('http://localhost:3000/done?tab=1', { state: 'a b', code: 'c&d' })).toBe(
      'http://localhost:3000/done?tab=1&state=a+b&code=c%26d',
    );
  });
});
