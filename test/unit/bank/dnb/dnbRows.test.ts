import { describe, expect, test } from '@jest/globals';
import { defaultBankLimits } from '../../../../src/bank/bankLimits.ts';
import { readPage } from '../../../../src/bank/dnb/readPage.ts';
import { nextLink, parsePage } from '../../../../src/bank/dnb/transactionPage.ts';
import { bytes, dnbShapes, readEntry, readRows } from './dnbShapes.ts';

const nothing = {
  counterpartyName: null,
  counterpartyAccount: null,
  text: null,
  kid: null,
  creditorReference: null,
  endToEndId: null,
  entryReference: null,
  bankTransactionId: null,
  bankTransactionCode: null,
  archiveReference: null,
  balanceAfterMinor: null,
  originalAmountMinor: null,
  originalCurrency: null,
  exchangeRate: null,
};

describe('bank A.4: DNB rows', () => {
  test('the first page: a paid invoice, a receipt, a fee', () => {
    expect(readPage(bytes(dnbShapes.first_page), defaultBankLimits)).toEqual([
      {
        kind: 'booked',
        position: 0,
        entry: {
          bookingDate: '2026-02-27',
          valueDate: '2026-02-27',
          amountMinor: -154_515n,
          currency: 'NOK',
          bankIds: { transactionId: '0116_0030000000203_0000001' },
          details: {
            ...nothing,
            counterpartyName: 'LEVERANDOR AS',
            counterpartyAccount: '12072022333',
            text: 'Giro, Leverandor As',
            kid: '2026000101-',
            bankTransactionId: '0116_0030000000203_0000001',
            bankTransactionCode: 'Giro',
          },
        },
      },
      {
        kind: 'booked',
        position: 1,
        entry: {
          bookingDate: '2026-02-27',
          valueDate: '2026-02-27',
          amountMinor: 1_250_000n,
          currency: 'NOK',
          bankIds: { transactionId: '0116_0030000000202_0000001' },
          details: {
            ...nothing,
            text: 'Overføring Innland, Kunde As',
            kid: '100020260012',
            bankTransactionId: '0116_0030000000202_0000001',
            bankTransactionCode: 'Overføring Innland',
          },
        },
      },
      {
        kind: 'booked',
        position: 2,
        entry: {
          bookingDate: '2026-02-16',
          valueDate: '2026-02-13',
          amountMinor: -3_500n,
          currency: 'NOK',
          bankIds: { transactionId: '0116_0030000000201_0000001' },
          details: {
            ...nothing,
            text: 'Omkostninger',
            bankTransactionId: '0116_0030000000201_0000001',
            bankTransactionCode: 'Omkostninger',
          },
        },
      },
    ]);
  });

  test('Q04 Q15 rows that are pending are no entries', () => {
    expect(dnbShapes.first_page.transactions.pending).toHaveLength(1);
    const ids = readPage(bytes(dnbShapes.first_page), defaultBankLimits).map(
      (read) => read.kind === 'booked' && read.entry.details.bankTransactionId,
    );
    expect(ids).not.toContain(dnbShapes.first_page.transactions.pending[0]?.['transactionId']);
  });

  test('Q33 Q34 the first page names the next one, relative and without an underscore; the last names none', () => {
    expect(nextLink(parsePage(bytes(dnbShapes.first_page), defaultBankLimits))).toMatch(
      /^\/v1\/accounts\/15034011238\/transactions\?.*pageId=/,
    );
    expect(nextLink(parsePage(bytes(dnbShapes.last_page), defaultBankLimits))).toBeNull();
  });

  test('Q13 interest of 31 December with a value date in January is booked in December', () => {
    expect(readRows([dnbShapes.edge_rows['value_date_after_booking']])).toMatchObject([
      { entry: { bookingDate: '2025-12-31', valueDate: '2026-01-01', amountMinor: 3n } },
    ]);
  });

  test('Q21 a date that stands in the text only stays there, and is no date of the row', () => {
    const text = 'Varekjøp 24.12 Dato 2025-12-24 Kl. 14.30';
    expect(
      readEntry({ bookingDate: '2025-12-29', valueDate: undefined, remittanceInformationUnstructured: text }),
    ).toMatchObject({
      bookingDate: '2025-12-29',
      valueDate: null,
      details: { text },
    });
  });

  test('a card purchase: the whole text, no counterparty, our own account nowhere', () => {
    expect(readPage(bytes(dnbShapes.last_page), defaultBankLimits)).toMatchObject([
      {
        entry: {
          amountMinor: -19_850n,
          details: {
            text: 'Varekjøp, Kl. 14.30 Versjon 1 Aut. 123456, Rema 1000 Storgata Oslo',
            counterpartyName: null,
            counterpartyAccount: null,
          },
        },
      },
    ]);
  });
});
