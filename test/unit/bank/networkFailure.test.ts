import { describe, expect, test } from '@jest/globals';
import { errors } from 'undici';
import { classifyNetworkFailure } from '../../../src/bank/networkFailure.ts';

const failure = (code: string, more: object = {}): Error => Object.assign(new Error('canary'), { code, ...more });

describe('A-7 whether the bank may have been asked', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    '%s: surely not',
    (code) => {
      expect(classifyNetworkFailure(failure(code))).toEqual({ code: 'bank_unavailable', sent: false });
    },
  );

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    '%s: perhaps',
    (code) => {
      expect(classifyNetworkFailure(failure(code))).toEqual({ code: 'bank_unavailable', sent: true });
    },
  );

  test.each(['ETIMEDOUT', 'ECONNRESET'])('%s while connecting: surely not', (code) => {
    expect(classifyNetworkFailure(failure(code, { syscall: 'connect' }))).toEqual({
      code: 'bank_unavailable',
      sent: false,
    });
  });

  test('a host of several addresses, each of which refuses', () => {
    const each = [failure('ECONNREFUSED'), failure('ENETUNREACH')];
    const all = Object.assign(new AggregateError(each), { code: 'ECONNREFUSED' });
    expect(classifyNetworkFailure(all)).toEqual({ code: 'bank_unavailable', sent: false });
  });

  test('the code of the cause, where the error itself has none', () => {
    const outer = new TypeError('fetch failed', { cause: new Error('x', { cause: failure('ENOTFOUND') }) });
    expect(classifyNetworkFailure(outer)).toEqual({ code: 'bank_unavailable', sent: false });
  });

  test.each([
    ['our own deadline', new DOMException('canary', 'TimeoutError')],
    ['an error without a code', new Error('canary')],
    ['no error at all', 'canary'],
    ['nothing', undefined],
  ])('%s: perhaps', (_what, error) => {
    expect(classifyNetworkFailure(error)).toEqual({ code: 'bank_unavailable', sent: true });
  });
});

describe('A-16 certificates', () => {
  test.each([
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'HOSTNAME_MISMATCH',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('%s: the bank’s does not hold, an operator looks', (bankCode) => {
    expect(classifyNetworkFailure(failure(bankCode))).toEqual({ code: 'needs_operator', sent: false, bankCode });
  });

  test.each(['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'])(
    '%s: the bank does not take ours',
    (bankCode) => {
      expect(classifyNetworkFailure(failure(bankCode))).toEqual({
        code: 'bank_rejects_credentials',
        sent: false,
        bankCode,
      });
    },
  );
});

test('D-14 an answer over the limit breaks the contract: no retry makes it smaller', () => {
  expect(classifyNetworkFailure(new errors.ResponseExceededMaxSizeError('canary'))).toEqual({
    code: 'bank_contract_violation',
    sent: true,
    bankCode: 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  });
});

test('A-7 a host of several addresses, none of which answers in time', () => {
  const each = [failure('ETIMEDOUT', { syscall: 'connect' }), failure('ETIMEDOUT', { syscall: 'connect' })];
  const all = Object.assign(new AggregateError(each), { code: 'ETIMEDOUT' });
  expect(classifyNetworkFailure(all)).toEqual({ code: 'bank_unavailable', sent: false });
});
