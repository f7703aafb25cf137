import { describe, expect, test } from '@jest/globals';
import { defaultBankLimits } from '../../../../src/bank/bankLimits.ts';
import { readPage } from '../../../../src/bank/dnb/readPage.ts';
import { bookedRow, bytes, dnbShapes, ownAccount, readEntry, readRows, reasonOf } from './dnbShapes.ts';

describe('ids', () => {
  test.each([
    ['Q01', undefined],
    ['Q01', ''],
    ['Q01', ' '],
    ['Q01', null],
    ['Q02', 'NOTPROVIDED'],
    ['Q02', 'not provided'],
    ['Q02', 'NOT_PROVIDED'],
    ['Q02', 'NOT-AVAILABLE'],
    ['Q02', 'NONREF'],
    ['Q02', 'null'],
    ['Q02', 'N/A'],
    ['Q02', '000000'],
    ['Q02', '-'],
  ])('%s %j names no row, as transactionId and as entryReference', (_quirk, id) => {
    expect(readEntry({ transactionId: id, entryReference: id }).bankIds).toEqual({});
  });

  test('Q02 two rows with one placeholder are two entries', () => {
    const row = bookedRow({ transactionId: 'NOTPROVIDED' });
    expect(readRows([row, row])).toMatchObject([
      { kind: 'booked', position: 0 },
      { kind: 'booked', position: 1 },
    ]);
  });

  test('Q03 one id on two different rows: both stay', () => {
    const [first, second] = ['1.00', '2.00'].map((amount) =>
      bookedRow({ transactionId: 'id-1', transactionAmount: { amount, currency: 'NOK' } }),
    );
    expect(readRows([first, second])).toMatchObject([
      { entry: { amountMinor: 100n, bankIds: { transactionId: 'id-1' } } },
      { entry: { amountMinor: 200n, bankIds: { transactionId: 'id-1' } } },
    ]);
  });

  test('Q07 twins of one day are as many entries as the bank lists', () => {
    expect(readRows(Array.from({ length: 5 }, () => bookedRow()))).toHaveLength(5);
  });

  test('both ids where both name the row; a number is an id too', () => {
    expect(readEntry({ transactionId: 4711, entryReference: 'ref-1' }).bankIds).toEqual({
      transactionId: '4711',
      entryReference: 'ref-1',
    });
  });
});

const amountOf = (amount: unknown, currency: unknown = 'NOK'): unknown =>
  bookedRow({ transactionAmount: { amount, currency } });
const rowText = (amount: string): string =>
  `{"bookingDate":"2026-02-27","transactionAmount":{"amount":${amount},"currency":"NOK"}}`;

describe('D-13 amounts', () => {
  test.each([
    ['Q35', '-378', -37_800n],
    ['D-13', '5768.2', 576_820n],
    ['D-13', '-1.50', -150n],
    ['D-13', '0.1', 10n],
    ['Q30', '0.00', 0n],
    ['Q30', '-0.00', 0n],
    ['D-13', '99999999999999.99', 9_999_999_999_999_999n],
  ])('%s %s', (_rule, amount, amountMinor) => {
    expect(readRows([amountOf(amount)])).toMatchObject([{ kind: 'booked', entry: { amountMinor } }]);
  });

  test('D-13 an amount that is written as a JSON number never passes through a float', () => {
    const page = `{"transactions":{"booked":[${['-0.07', '99999999999999.99', '1e400'].map(rowText).join(',')}]}}`;
    expect(readPage(bytes(page), defaultBankLimits)).toMatchObject([
      { entry: { amountMinor: -7n } },
      { entry: { amountMinor: 9_999_999_999_999_999n } },
      { kind: 'unreadable', reason: 'not_decimal' },
    ]);
  });

  test.each([
    ['not_decimal', 'NaN'],
    ['not_decimal', '1e400'],
    ['not_decimal', '1 000.00'],
    ['not_decimal', '1000,00'],
    ['not_decimal', '+5.00'],
    ['not_decimal', ''],
    ['too_many_digits', '123456789012345678901234567890'],
    ['too_many_digits', '100000000000000.00'],
    ['too_many_decimals', '1.0001'],
    ['too_many_decimals', '1.005'],
    ['shape', null],
    ['shape', { value: '1.00' }],
  ])('D-13 %s: %j', (reason, amount) => {
    expect(reasonOf(amountOf(amount))).toBe(reason);
  });

  test.each([undefined, null, '', 'nok', 'KRONER', 'N0K'])('D-13 no currency: %j', (currency) => {
    expect(reasonOf(amountOf('1.00', currency ?? null))).toMatch(/^(shape|unknown_currency)$/);
  });

  test('Q17 another currency than the account’s stays what it is, with its own decimals', () => {
    expect(readEntry({ transactionAmount: { amount: '1500', currency: 'JPY' } })).toMatchObject({
      amountMinor: 1_500n,
      currency: 'JPY',
    });
  });
});

describe('dates', () => {
  test.each([
    ['Q12', undefined, 'booking_date_missing'],
    ['Q12', null, 'booking_date_missing'],
    ['Q12', ' ', 'booking_date_missing'],
    ['Q28', '2026-02-30', 'booking_date'],
    ['Q28', '27.02.2026', 'booking_date'],
    ['Q28', '2026-02-27T23:30:00Z', 'booking_date'],
    ['Q28', '0000-00-00', 'booking_date'],
  ])('%s booking date %j: %s', (_quirk, bookingDate, reason) => {
    expect(reasonOf(bookedRow({ bookingDate, valueDate: '2026-02-27' }))).toBe(reason);
  });

  test.each(['2026-03-29', '2026-10-25', '2024-02-29'])('Q28 %s is that day in every time zone', (day) => {
    expect(readEntry({ bookingDate: day, valueDate: day })).toMatchObject({ bookingDate: day, valueDate: day });
  });

  test.each([
    ['Q13', '2027-12-31', '2027-12-31'],
    ['Q13', '1999-01-01', '1999-01-01'],
    ['Q12', undefined, null],
    ['Q12', 'soon', null],
  ])('%s value date %j does not cost the row', (_quirk, valueDate, expected) => {
    expect(readEntry({ valueDate })).toMatchObject({ bookingDate: '2026-02-27', valueDate: expected });
  });
});

describe('D-16 rows that cannot be understood', () => {
  test.each([[null], ['text'], [7], [[]], [{}], [{ transactionAmount: null }]])(
    '%j: one entry with its reason',
    (raw) => {
      expect(readRows([bookedRow(), raw, bookedRow()])).toMatchObject([
        { kind: 'booked', position: 0 },
        { kind: 'unreadable', position: 1 },
        { kind: 'booked', position: 2 },
      ]);
    },
  );

  test('a broken detail does not cost the row', () => {
    const entry = readEntry({
      creditorName: { first: 'A' },
      creditorAccount: '15034011238',
      debtorAccount: 7,
      remittanceInformationStructured: [[{ reference: {} }], null, 5],
      currencyExchange: 'none',
      balanceAfterTransaction: { balanceAmount: 'much' },
      bankTransactionCode: [],
      additionalInformation: {},
    });
    expect(entry.details).toMatchObject({ counterpartyName: null, counterpartyAccount: null, balanceAfterMinor: null });
  });

  test('U+0000 and half a surrogate pair, which PostgreSQL refuses, do not come through', () => {
    const { details } = readEntry({
      additionalInformation: 'Kaf\u0000fe \ud83d og \udc00 te \ud83d\ude00',
      creditorName: '\u0000',
      transactionId: '\u0000 ',
    });
    expect(details).toMatchObject({
      text: 'Kaffe \ufffd og \ufffd te \ud83d\ude00',
      counterpartyName: null,
      bankTransactionId: null,
    });
  });

  test('Q20 a text stays as received: breaks, double spaces, NBSP, NFD, length', () => {
    const text = `  ABC\u00a0 d\n e\u0301 ${'x'.repeat(400)} `;
    expect(readEntry({ additionalInformation: text }).details.text).toBe(text);
  });
});

describe('money beside the amount', () => {
  test.each([
    ['wrapped', { balanceAmount: { amount: '2408.35', currency: 'NOK' } }, 240_835n],
    ['plain', { amount: '-1', currency: 'NOK' }, -100n],
    ['unreadable', { balanceAmount: { amount: 'x', currency: 'NOK' } }, null],
    ['absent', undefined, null],
  ])('balanceAfterTransaction, %s', (_form, balanceAfterTransaction, balanceAfterMinor) => {
    expect(readEntry({ balanceAfterTransaction }).details.balanceAfterMinor).toBe(balanceAfterMinor);
  });

  const step = {
    sourceCurrency: 'EUR',
    exchangeRate: '12.1132',
    targetCurrency: 'NOK',
    instructedAmount: { amount: '21.99', currency: 'EUR' },
  };
  test.each([
    ['an object', step, { originalAmountMinor: 2_199n, originalCurrency: 'EUR', exchangeRate: '12.1132' }],
    ['an array', [step, {}], { originalAmountMinor: 2_199n, originalCurrency: 'EUR', exchangeRate: '12.1132' }],
    [
      'without the amount',
      { sourceCurrency: 'EUR', exchangeRate: 12.1132 },
      { originalAmountMinor: null, originalCurrency: 'EUR', exchangeRate: '12.1132' },
    ],
    ['an empty array', [], { originalAmountMinor: null, originalCurrency: null, exchangeRate: null }],
    ['absent', undefined, { originalAmountMinor: null, originalCurrency: null, exchangeRate: null }],
  ])('currencyExchange, %s', (_form, currencyExchange, expected) => {
    expect(readEntry({ currencyExchange }).details).toMatchObject(expected);
  });
});

test('every type of DNB’s is the code of the row', () => {
  const row = dnbShapes.edge_rows['second_row_of_same_serial'];
  expect(readRows([row], ownAccount)).toMatchObject([
    { entry: { details: { bankTransactionCode: 'Kontoregulering' } } },
  ]);
});
