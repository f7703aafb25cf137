import * as fc from 'fast-check';

/** What happens at the bank, to the ledger's rows, or to a night; numbers choose among what is there at that time. */
export type Event =
  | {
      readonly kind: 'book';
      readonly daysAgo: number;
      readonly amount: number;
      readonly words: number;
      readonly party: number;
    }
  | {
      readonly kind:
        | 'twin'
        | 'enrich'
        | 'late_kid'
        | 'correct_amount'
        | 'correct_date'
        | 'replace'
        | 'withdraw'
        | 'rebook'
        | 'match'
        | 'ignore';
      readonly which: number;
    }
  | { readonly kind: 'empty_day'; readonly which: number }
  | { readonly kind: 'hide'; readonly which: number }
  | { readonly kind: 'unreadable'; readonly which: number; readonly nights: number }
  | { readonly kind: 'most_unreadable' }
  | { readonly kind: 'page_shift'; readonly rows: number }
  | { readonly kind: 'page_repeat'; readonly page: number }
  | { readonly kind: 'truncate'; readonly pages: number }
  | { readonly kind: 'clip'; readonly daysAgo: number }
  | { readonly kind: 'outside_window' | 'no_quota' | 'dies' | 'new_session' | 'outage' };

export interface History {
  readonly policy: 'none' | 'proven';
  readonly ids: 'stable' | 'none' | 'session' | 'reused' | 'positional' | 'some blank';
  readonly pageSize: number;
  readonly order: 'newest first' | 'oldest first';
  /** Pages after which the bank ends each answer, night after night until the quiet ones; `null`: it does not. */
  readonly pagesLeft: number | null;
  /** Booked before the first import. */
  readonly before: readonly Extract<Event, { readonly kind: 'book' }>[];
  readonly nights: readonly (readonly Event[])[];
}

const which = fc.nat(60);
const book = fc.record({
  kind: fc.constant('book' as const),
  daysAgo: fc.nat(6),
  amount: fc.nat(3),
  words: fc.nat(3),
  party: fc.nat(4),
});

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: book },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'twin',
        'enrich',
        'late_kid',
        'correct_amount',
        'correct_date',
        'replace',
        'withdraw',
        'rebook',
        'match',
        'ignore',
      ),
      which,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('empty_day' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hide' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('unreadable' as const), which, nights: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('page_shift' as const), rows: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('page_repeat' as const), page: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('truncate' as const), pages: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clip' as const), daysAgo: fc.nat(8) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('outside_window', 'no_quota', 'dies', 'new_session', 'outage', 'most_unreadable'),
    }),
  },
);

export const anyHistory: fc.Arbitrary<History> = fc.record({
  policy: fc.constantFrom('none', 'none', 'proven'),
  ids: fc.constantFrom('none', 'stable', 'stable', 'session', 'reused', 'positional', 'some blank'),
  pageSize: fc.constantFrom(3, 4, 7, 50),
  order: fc.constantFrom('newest first', 'newest first', 'oldest first'),
  pagesLeft: fc.constantFrom(null, null, null, null, 1, 2),
  before: fc.array(
    book.map((one) => ({ ...one, daysAgo: one.daysAgo * 4 })),
    { maxLength: 14 },
  ),
  nights: fc.array(fc.array(event, { maxLength: 4 }), { minLength: 1, maxLength: 9 }),
});

/** For people: what happened, night by night. */
export const tellHistory = ({ nights, before, ...rest }: History): string =>
  [
    JSON.stringify(rest),
    `before: ${before.map((one) => JSON.stringify(one)).join(' ')}`,
    ...nights.map((events, night) => `night ${night + 1}: ${events.map((one) => JSON.stringify(one)).join(' ')}`),
  ].join('\n');
