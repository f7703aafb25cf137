import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { addDays } from '../../../../src/domain/calendarDate.ts';
import { contentDigest, contentDigestHex } from '../../../../src/domain/ledger/contentDigest.ts';
import { entry, firstDay } from './ledgerFixtures.ts';

const base = entry({ text: 'Giro' });
const of = (details: Parameters<typeof entry>[0]): string => contentDigestHex(entry({ text: 'Giro', ...details }));

test('M18 every detail that may be enriched is in the content', () => {
  const digests = [
    contentDigestHex(base),
    contentDigestHex({ ...base, valueDate: addDays(firstDay, 1) }),
    contentDigestHex({ ...base, valueDate: null }),
    of({ text: 'giro' }),
    of({ counterpartyName: 'A' }),
    of({ counterpartyAccount: 'A' }),
    of({ kid: 'A' }),
    of({ creditorReference: 'A' }),
    of({ endToEndId: 'A' }),
    of({ bankTransactionCode: 'A' }),
    of({ archiveReference: 'A' }),
    of({ originalAmountMinor: 1n }),
    of({ originalCurrency: 'A' }),
    of({ exchangeRate: 'A' }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

test('ledger 3 the ids of the bank and the running balance are not in the content', () => {
  const other = { bankTransactionId: 'x', entryReference: 'y', balanceAfterMinor: 5n };
  expect(of(other)).toBe(contentDigestHex(base));
  expect(contentDigestHex({ ...base, bankIds: { transactionId: 'x' } })).toBe(contentDigestHex(base));
});

test('the digest of stored rows stays what it is', () => {
  expect(contentDigestHex(base)).toBe(contentDigest(base).toString('hex'));
  const canonical = '["2026-03-01",null,null,"Giro",null,null,null,null,null,null,null,null]';
  expect(contentDigestHex(base)).toBe(createHash('sha256').update(canonical).digest('hex'));
});
