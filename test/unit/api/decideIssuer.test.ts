import { expect, test } from '@jest/globals';
import { decideIssuer } from '../../../src/api/decideIssuer.ts';

const issuer = 'https://bank.example';

test.each([
  ['the same', issuer, { issuer, required: true }, 'same'],
  ['not said, and not required', undefined, { issuer, required: false }, 'not_said'],
  ['missing where the bank always says it', undefined, { issuer, required: true }, 'missing'],
  ['another bank', 'https://evil.example', { issuer, required: false }, 'other_issuer'],
  ['nearly the same: compared as text', `${issuer}/`, { issuer, required: false }, 'other_issuer'],
  ['empty', '', { issuer, required: false }, 'other_issuer'],
  ['a bank without an issuer', 'anything', null, 'none_known'],
] as const)('A-5 iss is %s', (_name, iss, expected, reason) => {
  expect(decideIssuer(iss, expected).reason).toBe(reason);
});
