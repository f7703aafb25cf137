import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { BankCustomer, present } from './bankCustomer.ts';

const idsIn = (pages: Awaited<ReturnType<BankCustomer['pages']>>): string[] =>
  pages.flatMap(({ transactions }) => transactions.booked.map(({ transactionId }) => transactionId));

describe('A-5 pages', () => {
  let bank: BankCustomer;
  beforeAll(async () => {
    bank = await BankCustomer.open({ pageSize: 7 });
  });
  afterAll(() => bank.close());

  test('cover each row once, twins included, newest first', async () => {
    const account = await bank.mainAccount();
    const { access } = await bank.connect();
    const pages = await bank.pages(account, access);
    expect(idsIn(pages)).toEqual((await bank.truthIds(account)).toReversed());
    const days = pages.flatMap(({ transactions }) => transactions.booked.map(({ bookingDate }) => bookingDate));
    expect(days).toEqual(days.toSorted().toReversed());
    expect(pages.slice(0, -1).every(({ transactions }) => transactions.booked.length === 7)).toBe(true);
  });

  test('nothing shifts when rows are booked and withdrawn meanwhile', async () => {
    const account = await bank.openAccount({ rows: 40, days: 10 });
    const { access } = await bank.connect([account]);
    const before = (await bank.truthIds(account)).toReversed();
    const firstOfPage3 = before[14] ?? '';
    const pages = await bank.pages(account, access, async (page) => {
      if (page === 1) await bank.control('POST', `/accounts/${account}/transactions`, { amount: '1.00' });
      if (page === 2) await bank.control('DELETE', `/accounts/${account}/transactions/${firstOfPage3}`);
    });
    expect(idsIn(pages)).toEqual(before.filter((id) => id !== firstOfPage3));
  });

  test.each([[0], [7], [8]])('%i rows end without a link to nothing', async (rows) => {
    const account = await bank.openAccount({ rows });
    const { access } = await bank.connect([account]);
    const pages = await bank.pages(account, access);
    expect(pages).toHaveLength(Math.max(1, Math.ceil(rows / 7)));
    expect(idsIn(pages)).toHaveLength(rows);
  });

  test('20,000 rows in pages of 200, each once, with the sum of the truth', async () => {
    const account = await bank.openAccount({ rows: 20_000, pageSize: 200 });
    const { access } = await bank.connect([account]);
    const pages = await bank.pages(account, access);
    expect(pages).toHaveLength(100);
    expect(new Set(idsIn(pages)).size).toBe(20_000);
    const amountSchema = z.object({ transactionAmount: z.object({ amount: z.string() }) });
    const sumMinor = pages
      .flatMap(({ transactions }) => transactions.booked)
      .reduce((sum, row) => sum + BigInt(amountSchema.parse(row).transactionAmount.amount.replace('.', '')), 0n);
    const { body } = await bank.control('GET', `/truth/${account}`);
    expect(body).toEqual({
      count: 20_000,
      sumMinor: String(sumMinor),
      byCurrency: { NOK: { count: 20_000, sumMinor: String(sumMinor) } },
      struck: [],
    });
  });

  test('a page beyond the unattended history is refused too', async () => {
    const account = await bank.mainAccount();
    const { access } = await bank.connect();
    const first = await bank.get(`/v1/accounts/${account}/transactions?bookingStatus=both`, access, present);
    const { href } = z.object({ links: z.object({ next: z.object({ href: z.string() }) }) }).parse(first.body)
      .links.next;
    expect((await bank.get(href, access)).status).toBe(400);
    expect((await bank.get(href, access, present)).status).toBe(200);
  });
});
