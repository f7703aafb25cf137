import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Company,
  type InvoiceColumns,
  type MatchingWorld,
  openMatchingWorld,
  type RowOutcome,
} from './matchingWorld.ts';

let world: MatchingWorld;
beforeAll(async () => {
  world = await openMatchingWorld();
});
afterAll(() => world.close());

type Columns = Readonly<Record<string, unknown>>;

const matched = (evidence_class: string, externalId = 'F1', minor = '10000'): RowOutcome => ({
  match_status: 'matched',
  allocations: [`${externalId}=${minor}`],
  evidence_class,
  reason: null,
});
const review = (reason: string): RowOutcome => ({
  match_status: 'review',
  allocations: null,
  evidence_class: null,
  reason,
});
/** Nothing is shown as a choice; the reason is a task's kind where a person has work (matching 7). */
const unmatched = (reason: string | null): RowOutcome => ({
  match_status: 'unmatched',
  allocations: null,
  evidence_class: null,
  reason,
});

const byKid = 'kid/full';
const byNumber = 'docno/full';
const kid = '2345676';

describe('matching 3, A and B: what a row cites decides', () => {
  const cases: readonly (readonly [string, Columns, readonly (readonly [string, InvoiceColumns])[], RowOutcome])[] = [
    ['the KID field', { kid }, [['F1', { kid }]], matched(byKid)],
    ['a KID field with spaces', { kid: ' 234 5676 ' }, [['F1', { kid }]], matched(byKid)],
    ['a KID in the text', { text: `KID ${kid}` }, [['F1', { kid }]], matched(byKid)],
    ['a KID in groups', { text: '1234 5678 903' }, [['F1', { kid: '12345678903' }]], matched(byKid)],
    ['a MOD11 KID that ends in -', { kid: '1000103-' }, [['F1', { kid: '1000103-' }]], matched(byKid)],
    ['a MOD11 KID in the text', { text: 'kid: 1000103-' }, [['F1', { kid: '1000103-' }]], matched(byKid)],
    ['a KID without the zeros before it', { kid: '2345676' }, [['F1', { kid: '002345676' }]], matched(byKid)],
    ['an invoice number', { text: 'Faktura 10023' }, [['F1', { number: '10023' }]], matched(byNumber)],
    [
      'a number in another case',
      { text: 'betaling inv-2026/7.' },
      [['F1', { number: 'INV-2026/7' }]],
      matched(byNumber),
    ],
    ['KID and number of one invoice', { kid, text: 'nr 10023' }, [['F1', { kid, number: '10023' }]], matched(byKid)],
    ['a number inside a longer one', { text: 'ref 9100231' }, [['F1', { number: '10023' }]], review('not_certified')],
    ['a number with digits after it', { text: '100234' }, [['F1', { number: '10023' }]], review('not_certified')],
    [
      'nothing but the amount',
      { text: 'Takk for handelen' },
      [['F1', { number: '10023', kid }]],
      review('not_certified'),
    ],
    ['no text at all', {}, [['F1', { number: '10023', kid }]], review('not_certified')],
    [
      'nothing, not even the amount',
      { amount_minor: '12345' },
      [['F1', { number: '10023', kid }]],
      unmatched('no_candidate'),
    ],
    ['a supplier invoice', { kid, amount_minor: '-10000' }, [['F1', { kid, kind: 'payable' }]], matched(byKid)],
    ['money in for a payable', { kid }, [['F1', { kid, kind: 'payable' }]], unmatched('unknown_kid')],
    ['money out for a receivable', { kid, amount_minor: '-10000' }, [['F1', { kid }]], unmatched('unknown_kid')],
    ['a credit note', { kid }, [['F1', { kid, kind: 'credit_note' }]], unmatched('no_candidate')],
    ['an øre less', { kid, amount_minor: '9999' }, [['F1', { kid }]], review('not_allowed_for_kind')],
    ['an øre more', { kid, amount_minor: '10001' }, [['F1', { kid }]], review('not_allowed_for_kind')],
    ['another currency', { kid, currency: 'EUR' }, [['F1', { kid }]], review('not_allowed_for_kind')],
    [
      'part of it was paid elsewhere',
      { kid, amount_minor: '4000' },
      [['F1', { kid, open_amount_minor: '4000' }]],
      matched(byKid, 'F1', '4000'),
    ],
    [
      'one KID on two invoices that are equal in everything',
      { kid },
      [
        ['F1', { kid }],
        ['F2', { kid }],
      ],
      matched(byKid),
    ],
    [
      'two numbers',
      { text: '10023 10024' },
      [
        ['F1', { number: '10023' }],
        ['F2', { number: '10024' }],
      ],
      review('below_threshold'),
    ],
    [
      'KID of one, number of another',
      { kid, text: '10024' },
      [
        ['F1', { kid }],
        ['F2', { number: '10024' }],
      ],
      unmatched('conflicting_references'),
    ],
    [
      'an old invoice with the KID is closed',
      { kid },
      [
        ['F0', { kid, open_amount_minor: '0', status: 'closed' }],
        ['F1', { kid }],
      ],
      matched(byKid),
    ],
    [
      'a closed invoice',
      { kid },
      [['F1', { kid, open_amount_minor: '0', status: 'closed' }]],
      unmatched('possible_double_payment'),
    ],
    ['paid before it was issued', { kid }, [['F1', { kid, issue_date: '2026-01-16' }]], unmatched('unknown_kid')],
    ['paid on the day of issue', { kid }, [['F1', { kid, issue_date: '2026-01-15' }]], matched(byKid)],
  ];

  test.each(cases)('matching 3 %s', async (_name, row, invoices, expected) => {
    const company = await world.company();
    const id = await world.addRow(company, row);
    for (const [externalId, columns] of invoices) await world.addInvoice(company, externalId, columns);
    await world.matchRun(company);
    expect(await world.outcome(id)).toEqual(expected);
    const trace = await world.trace(company);
    await world.matchRun(company);
    await world.matchAll(company);
    expect(await world.trace(company)).toEqual(trace); // D-11
  });
});

describe('matching 1: rows that are not to be matched', () => {
  const cases: readonly (readonly [string, Columns])[] = [
    ['ignored', { match_status: 'ignored', ignored_because: 'before_cutover' }],
    ['withdrawn', { status: 'withdrawn' }],
    ['replaced', { status: 'replaced' }],
  ];
  test.each(cases)('matching 1 %s rows are left alone', async (_name, columns) => {
    const company = await world.company();
    await world.addInvoice(company, 'F1', { kid });
    await world.addRow(company, { kid, ...columns });
    const trace = await world.trace(company);
    await world.matchRun(company);
    await world.matchAll(company);
    expect(await world.trace(company)).toEqual(trace);
  });

  test('contract 3.2 mode off: nothing is decided', async () => {
    const company = await world.company({ mode: 'off' });
    await world.addInvoice(company, 'F1', { kid });
    const id = await world.addRow(company, { kid });
    await world.matchRun(company);
    expect(await world.matchAll(company)).toEqual({ matched: 0, review: 0 });
    expect(await world.outcome(id)).toEqual(unmatched(null));
  });

  test('matching 9 mode shadow proposes what auto would match, and auto then matches it', async () => {
    const company = await world.company({ mode: 'shadow' });
    await world.addInvoice(company, 'F1', { kid });
    const id = await world.addRow(company, { kid });
    await world.matchRun(company);
    expect(await world.outcome(id)).toMatchObject({ match_status: 'review', allocations: null });
    await world.database.admin(`update clients set matching = '{"mode":"auto"}' where client_id = $1`, [
      company.clientId,
    ]);
    expect(await world.matchAll(company)).toEqual({ matched: 1, review: 0 });
    expect(await world.outcome(id)).toEqual(matched(byKid));
  });
});

test('matching 9 above the ceiling of the client a person decides, and nothing is taken', async () => {
  const company = await world.company({ matching: { max_auto_amount: '99.99' } });
  await world.addInvoice(company, 'F1', { kid });
  await world.addInvoice(company, 'F2', { kid: '12345678903', amount_minor: '9999' });
  const [large, small] = [
    await world.addRow(company, { kid }),
    await world.addRow(company, { kid: '12345678903', amount_minor: '9999' }),
  ];
  await world.matchRun(company);
  expect(await world.outcome(large)).toEqual(review('above_limit'));
  expect(await world.outcome(small)).toEqual(matched(byKid, 'F2', '9999'));
});

test('matching 6 of two payments that claim one invoice neither gets it', async () => {
  const company = await world.company();
  await world.addInvoice(company, 'F1', { kid });
  const [first, second] = [await world.addRow(company, { kid }), await world.addRow(company, { kid })];
  await world.matchRun(company);
  expect([await world.outcome(first), await world.outcome(second)]).toEqual([review('rival'), review('rival')]);
});

test("C-5 another client's invoice with the same KID is never hit", async () => {
  const [mine, theirs]: Company[] = [await world.company(), await world.company()];
  if (mine === undefined || theirs === undefined) throw new Error('two companies');
  await world.addInvoice(theirs, 'F1', { kid, number: '10023' });
  const id = await world.addRow(mine, { kid, text: '10023' });
  await world.matchRun(mine);
  await world.matchAll(mine);
  expect(await world.outcome(id)).toEqual(unmatched(null));
});
