import { expect, test } from '@jest/globals';
import { decideResolution } from '../../../../src/domain/review/decideResolution.ts';
import { acceptedTolerance, proposing, type ShownCandidate } from '../../../../src/domain/review/shownCandidate.ts';
import { vetoedPairs } from '../../../../src/domain/review/vetoedPairs.ts';

const candidate = (id: string, ...parts: readonly (readonly [string, string])[]): ShownCandidate => ({
  id,
  kind: 'single',
  probability: 0.9,
  allocations: parts.map(([invoice_id, amount_minor]) => ({ invoice_id, amount_minor })),
  reasons: [],
});
const shown = candidate('1', ['a', '100']);
const item = { status: 'open' as const, version: 3, candidates: [shown] };

test('contract 3.2 only what was shown in this version is decided about', () => {
  expect(decideResolution(item, { version: 3, candidateId: '1' })).toEqual({ kind: 'goes_on', candidate: shown });
  expect(decideResolution(item, { version: 3, candidateId: null })).toEqual({ kind: 'goes_on', candidate: null });
  expect(decideResolution(item, { version: 3, candidateId: '2' })).toEqual({ kind: 'unknown_candidate' });
  for (const version of [2, 4])
    expect(decideResolution(item, { version, candidateId: '1' })).toEqual({ kind: 'changed_meanwhile' });
  expect(decideResolution({ ...item, status: 'resolved' }, { version: 3, candidateId: '1' })).toEqual({
    kind: 'changed_meanwhile',
  });
});

test('matching 10 an allocation by hand is known as the candidate that proposed it, in any order', () => {
  const set = candidate('2', ['a', '100'], ['b', '50']);
  const parts = [
    { invoiceId: 'b', amountMinor: 50n },
    { invoiceId: 'a', amountMinor: 100n },
  ];
  expect(proposing([shown, set], parts)).toBe(set);
  expect(proposing([shown, set], [{ invoiceId: 'a', amountMinor: 99n }])).toBeNull();
  expect(proposing([shown], [])).toBeNull();
});

test('matching 10 one invoice is refused for good, of several only the set', () => {
  expect(vetoedPairs('t', ['a'])).toEqual([{ transactionId: 't', invoiceId: 'a' }]);
  expect(vetoedPairs('t', ['a', 'b'])).toEqual([]);
  expect(vetoedPairs('t', [])).toEqual([]);
});

test('matching 5 a fee that a candidate names is accepted whatever it is; else the write-off limit holds', () => {
  expect(acceptedTolerance({ ...shown, kind: 'fee' }, 0n)).toBeNull();
  expect(acceptedTolerance({ ...shown, kind: 'rounding' }, 0n)).toBeNull();
  expect(acceptedTolerance(shown, 7n)).toBe(7n);
  expect(acceptedTolerance(null, 7n)).toBe(7n);
});
