import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { calendarDate } from '../../../../../src/domain/calendarDate.ts';
import type { AdvisablePayment } from '../../../../../src/domain/matching/advisor/advisablePayment.ts';
import { redact } from '../../../../../src/domain/matching/advisor/redact.ts';
import { hypothesisKinds } from '../../../../../src/domain/matching/decision.ts';
import { shippedModel } from '../../../../../src/domain/matching/shipped/shippedModel.ts';

const item = {
  id: 'i1',
  isCreditNote: false,
  residualMinor: 10_000n,
  currency: 'NOK',
  dueDate: calendarDate('2026-02-20'),
};
const candidate = {
  id: '1',
  kind: 'single',
  probability: 0.4567,
  allocations: [{ invoice_id: 'i1', amount_minor: '10000' }],
  reasons: [{ group: 'DATE', level: 'early_6_20/lag_2', bits: 1.26, text: 'Ola Nordmann pays early' }],
};
const payment: AdvisablePayment = {
  amountMinor: 10_000n,
  currency: 'NOK',
  bookingDate: calendarDate('2026-02-10'),
  candidates: [candidate],
  items: [item],
};

test('matching 11 an advisor gets levels, bits, and how amounts and days stand to each other', () => {
  expect(redact(payment)).toEqual({
    version: 1,
    candidates: [
      {
        id: '1',
        kind: 'single',
        probability: 0.46,
        invoices: 1,
        amount: 'equal',
        days_to_due: 10,
        reasons: [{ group: 'DATE', level: 'early_6_20/lag_2', bits: 1.3 }],
      },
    ],
  });
});

test('matching 11 no canary leaves, wherever a candidate or an invoice carries it', () => {
  // Words of no closed list, and numbers that look like accounts, KIDs and amounts.
  const canary = fc.oneof(
    fc.stringMatching(/^CANARY [A-Za-zæøå]{3,12}$/),
    fc.bigInt({ min: 10_000_000_000n, max: 99_999_999_999n }).map(String),
  );
  const amount = fc.bigInt({ min: 100_000n, max: 99_999_999_999n });
  fc.assert(
    fc.property(fc.array(canary, { minLength: 9, maxLength: 9 }), amount, amount, (words, paid, open) => {
      const [
        id = '',
        kind = '',
        invoice = '',
        group = '',
        level = '',
        text = '',
        itemId = '',
        currency = '',
        more = '',
      ] = words;
      const sent = JSON.stringify(
        redact({
          ...payment,
          amountMinor: paid,
          currency,
          candidates: [
            {
              ...candidate,
              id,
              kind,
              allocations: [{ invoice_id: invoice, amount_minor: String(open) }],
              reasons: [
                { group, level, bits: 3.1, text },
                { group: 'REF', level: `kid_equal/${level}`, bits: -2.2, text: `KID ${more}` },
                { group: 'PARTY', level: more, bits: 0.1, text: more },
              ],
            },
          ],
          items: [
            { ...item, id: invoice, residualMinor: open, currency },
            { ...item, id: itemId },
          ],
        }),
      );
      for (const canaryWord of [...words, String(paid), String(open), '2026', '-02-'])
        expect(sent).not.toContain(canaryWord);
    }),
  );
});

test('matching 11 what is added to candidates or invoices later does not leave by itself', () => {
  const more = { party: 'Ola Nordmann', kid: '2345676', reasons: [{ ...candidate.reasons[0], name: 'Kari' }] };
  const sent = redact({
    ...payment,
    candidates: [Object.assign({}, candidate, more)],
    items: [Object.assign({}, item, more)],
  });
  expect(sent).toEqual(redact(payment));
});

test('matching 11 every level of the shipped model and every kind is known to an advisor', () => {
  const levels = Object.values(shippedModel.groups).flatMap((group) => Object.keys(group.levels));
  const reasons = levels.map((level) => ({ group: 'REF', level, bits: 0, text: '' }));
  const [told] = redact({ ...payment, candidates: [{ ...candidate, reasons }] }).candidates;
  expect(told?.reasons.map(({ level }) => level)).toEqual(levels);
  for (const kind of hypothesisKinds)
    expect(redact({ ...payment, candidates: [{ ...candidate, kind }] }).candidates[0]?.kind).toBe(kind);
});

test('matching 11 never more than five candidates', () => {
  const many = Array.from({ length: 9 }, () => candidate);
  expect(redact({ ...payment, candidates: many }).candidates.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
});

const credit = { ...item, id: 'i2', isCreditNote: true, residualMinor: 4_000n };
const both = [...candidate.allocations, { invoice_id: 'i2', amount_minor: '4000' }];
test.each([
  ['equal', payment],
  ['over', { ...payment, amountMinor: 10_001n }],
  ['under', { ...payment, amountMinor: 9_999n }],
  ['equal', { ...payment, amountMinor: -10_000n }],
  ['converted', { ...payment, currency: 'EUR' }],
  ['unknown', { ...payment, items: [] }],
  [
    'equal',
    { ...payment, amountMinor: 6_000n, items: [item, credit], candidates: [{ ...candidate, allocations: both }] },
  ],
  [
    'equal',
    {
      ...payment,
      amountMinor: -4_000n,
      items: [credit],
      candidates: [{ ...candidate, allocations: both.slice(1) }],
    },
  ],
])('matching 11 paid against open: %s', (amount, given) => {
  expect(redact(given).candidates[0]?.amount).toBe(amount);
});

test.each([
  ['2026-02-13', -3],
  ['2020-01-01', -366],
  ['2040-01-01', 366],
])('matching 11 due on %s, booked on 2026-02-10 or later', (dueDate, days) => {
  const booked = days === -3 ? '2026-02-16' : '2026-02-10';
  const given = { ...payment, bookingDate: calendarDate(booked), items: [{ ...item, dueDate: calendarDate(dueDate) }] };
  expect(redact(given).candidates[0]?.days_to_due).toBe(days);
});
