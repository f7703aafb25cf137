/** Rows of a busy account, in DNB's shape and as many a page as a bank gives. Nothing is random: the same every time. */

/** Days that the rows are spread over, the last one yesterday. */
const days = 80;
const pageRows = 200;
const dayMs = 86_400_000;

export interface MadeRow {
  readonly bookingDate: string;
  /** Decimal text, as the bank writes it. */
  readonly amount: string;
  readonly text: string;
  readonly kid: string | null;
  readonly creditor: string | null;
  readonly serial: number;
}

const texts = [
  'Giro, Fortum As, Avtalegiro FORTUM AS',
  'Varekjøp, Kl. 14.30 Versjon 1, Rema 1000 Storgata Oslo',
  'Visa, Eur 21,99 Netflix.Com, Valutakurs:    12,1132',
  'Overføring Innland, Betaling, Tpp: Vipps Mobilepay As',
] as const;

/** Newest first. Amounts of a wide range, so that buckets are as small as they are in life; some rows are twins. */
export function makeRows(count: number, todayMs: number): readonly MadeRow[] {
  return Array.from({ length: count }, (_, index): MadeRow => {
    const number = index % 50 === 49 ? index - 1 : index; // every fiftieth is the twin of the one before
    const minor = ((number * 7_919) % 4_000_000) - 2_000_000;
    const day = Math.floor((number * days) / count) + 1;
    return {
      bookingDate: new Date(todayMs - day * dayMs).toISOString().slice(0, 10),
      amount: `${minor < 0 ? '-' : ''}${Math.trunc(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`,
      text: `${texts[number % texts.length]}, ${number}`,
      kid: minor > 0 && number % 3 === 0 ? String(100_000_000 + number) : null,
      creditor: minor < 0 ? `Leverandør ${number % 400} AS` : null,
      serial: index,
    };
  });
}

const bankRow = (row: MadeRow) => ({
  transactionId: `0116_${String(row.serial).padStart(13, '0')}_0000001`,
  bookingDate: row.bookingDate,
  valueDate: row.bookingDate,
  dnbTransactionType: 'Giro',
  transactionAmount: { currency: 'NOK', amount: row.amount },
  ...(row.creditor === null ? {} : { creditorName: row.creditor, creditorAccount: { bban: '86011117947' } }),
  ...(row.amount.startsWith('-') ? { debtorAccount: { bban: '12345678903' } } : {}),
  ...(row.kid === null ? {} : { remittanceInformationStructured: row.kid }),
  additionalInformation: row.text,
});

/** The bodies of the pages, as they would come over the network. */
export function makeBodies(rows: readonly MadeRow[]): readonly Uint8Array[] {
  const pages = Math.ceil(rows.length / pageRows);
  return Array.from({ length: pages }, (_, page) =>
    Buffer.from(
      JSON.stringify({
        account: { bban: '12345678903' },
        transactions: { booked: rows.slice(page * pageRows, (page + 1) * pageRows).map(bankRow), pending: [] },
        ...(page + 1 < pages ? { links: { next: { href: `?pageId=${page + 1}` } } } : {}),
      }),
    ),
  );
}
