import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Answer, BankCustomer, codeOf, pageSchema, present } from './bankCustomer.ts';

type Page = z.infer<typeof pageSchema>;
const pageSize = 5;
const rowCount = 23;
const mostPages = 12;

const idsOf = ({ transactions }: Page): string[] => transactions.booked.map(({ transactionId }) => transactionId);
const sizesOf = (pages: readonly Page[]): number[] => pages.map((page) => idsOf(page).length);
const keysOf = (pages: readonly Page[]): string[] => pages.flatMap(({ links }) => links?.next.href ?? []);
const hrefOf = (answer: Answer): string | undefined => pageSchema.parse(answer.body).links?.next.href;
const linkSchema = z.object({ next: z.object({ href: z.string() }) });

describe('H-7 faults of pages, links and history', () => {
  let bank: BankCustomer;
  let access: string;
  let account: string;
  let other: string;
  /** As the bank holds them, newest first. */
  let truth: readonly string[];
  beforeAll(async () => {
    bank = await BankCustomer.open({ pageSize });
    account = await bank.openAccount({ rows: rowCount, days: 60 });
    const { body } = await bank.control('GET', '/accounts');
    const accounts = z.object({ accounts: z.array(z.looseObject({ id: z.string(), owner: z.string() })) }).parse(body);
    other = accounts.accounts.find(({ id }) => id !== account)?.id ?? '';
    ({ access } = await bank.connect([account]));
    truth = (await bank.truthIds(account)).toReversed();
  });
  afterAll(() => bank.close());
  beforeEach(() => bank.switchAllOff());
  afterEach(async () => {
    expect((await bank.truthIds(account)).toReversed()).toEqual(truth);
  });

  const first = (query = 'bookingStatus=both'): Promise<Answer> => follow(`?${query}`);
  const follow = (href: string): Promise<Answer> =>
    bank.get(href.startsWith('?') ? `/v1/accounts/${account}/transactions${href}` : href, access, present);
  /** Pages by DNB's link, but not for ever; a refusal ends them too. */
  const read = async (): Promise<readonly Page[]> => {
    const pages: Page[] = [];
    let answer = await first();
    while (answer.status === 200) {
      const page = pageSchema.parse(answer.body);
      pages.push(page);
      if (page.links === undefined || pages.length === mostPages) break;
      answer = await follow(page.links.next.href);
    }
    return pages;
  };
  const shown = async (): Promise<string[]> => (await read()).flatMap(idsOf);

  test('page.shift: a page begins with what the page before ended with', async () => {
    await bank.switchOn({ name: 'page.shift', rows: 2 });
    const pages = (await read()).map(idsOf);
    for (const [index, ids] of pages.slice(1).entries()) expect(ids.slice(0, 2)).toEqual(pages[index]?.slice(-2));
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 5, 5, 5, 5, 5]);
    expect([...new Set(pages.flat())]).toEqual(truth);
  });

  test('page.shift the other way: rows are on no page', async () => {
    await bank.switchOn({ name: 'page.shift', rows: -2 });
    const pages = (await read()).map(idsOf);
    expect(pages).toEqual([truth.slice(0, 5), truth.slice(7, 12), truth.slice(14, 19), truth.slice(21)]);
  });

  test('page.shift by more than a page: each page goes on by a row at least', async () => {
    await bank.switchOn({ name: 'page.shift', rows: 99 });
    const pages = (await read()).map(idsOf);
    expect(pages).toEqual(Array.from({ length: mostPages }, (_, index) => truth.slice(index, index + pageSize)));
  });

  test('page.repeat: a page again under a new key', async () => {
    await bank.switchOn({ name: 'page.repeat', page: 2, times: 2 });
    const pages = await read();
    const [one, two, again, twice, ...rest] = pages;
    expect([again, twice].map((page) => page?.transactions)).toEqual([two?.transactions, two?.transactions]);
    expect([one, two, ...rest].flatMap((page) => (page === undefined ? [] : idsOf(page)))).toEqual(truth);
    expect(new Set(keysOf(pages)).size).toBe(pages.length - 1);
  });

  test('Q08 page.overlap: edges twice', async () => {
    await bank.switchOn({ name: 'page.overlap', rows: 1 });
    const pages = (await read()).map(idsOf);
    for (const [index, ids] of pages.slice(1).entries()) expect(ids[0]).toBe(truth[(index + 1) * pageSize - 1]);
    expect(pages.map(({ length }) => length)).toEqual([5, 6, 6, 6, 4]);
    expect([...new Set(pages.flat())]).toEqual(truth);
  });

  test.each([
    ['before the second page', {}, [5, 0, 5, 5, 5, 3]],
    ['two before the first', { page: 1, pages: 2 }, [0, 0, 5, 5, 5, 5, 3]],
    ['before the last, where there are fewer', { page: 99 }, [5, 5, 5, 5, 0, 3]],
  ])('Q09 page.empty-next: %s', async (_name, params, sizes) => {
    await bank.switchOn({ name: 'page.empty-next', ...params });
    const pages = await read();
    expect(sizesOf(pages)).toEqual(sizes);
    expect(pages.flatMap(idsOf)).toEqual(truth);
  });

  test.each([
    ['repeated', [5, 5, 5, 5, 3, 5, 5, 5, 5, 3, 5, 5]],
    ['empty', [5, 5, 5, 5, 3, 0, 0, 0, 0, 0, 0, 0]],
  ])('F10 page.endless with %s rows', async (rows, sizes) => {
    await bank.switchOn({ name: 'page.endless', rows });
    const pages = await read();
    expect(sizesOf(pages)).toEqual(sizes);
    expect(pages.flatMap(idsOf).slice(0, rowCount)).toEqual(truth);
    expect(new Set(keysOf(pages)).size).toBe(mostPages);
  });

  test('page.key-lost: half way and once; the next read is whole', async () => {
    await bank.switchOn({ name: 'page.key-lost', page: 3 });
    const lost = await read();
    expect(sizesOf(lost)).toEqual([5, 5]);
    const refused = await follow(keysOf(lost).at(-1) ?? '');
    expect([refused.status, codeOf(refused)]).toEqual([400, 'FORMAT_ERROR']);
    expect(await shown()).toEqual(truth);
  });

  test('Q08 link.self: a page leads to itself', async () => {
    await bank.switchOn({ name: 'link.self', page: 2 });
    const href = hrefOf(await first()) ?? '';
    const second = await follow(href);
    expect([hrefOf(second), idsOf(pageSchema.parse(second.body))]).toEqual([href, truth.slice(5, 10)]);
  });

  test('link.self on the only page', async () => {
    await bank.switchOn({ name: 'link.self', page: 2 });
    const only = pageSchema.parse((await first('bookingStatus=pending')).body);
    const again = await follow(only.links?.next.href ?? '');
    expect(hrefOf(again)).toBe(only.links?.next.href);
  });

  test('F10 link.cycle: A, B, A', async () => {
    await bank.switchOn({ name: 'link.cycle' });
    const pages = (await read()).map(idsOf);
    expect(pages).toHaveLength(mostPages);
    expect(pages.slice(0, 4)).toEqual([truth.slice(0, 5), truth.slice(5, 10), truth.slice(0, 5), truth.slice(5, 10)]);
  });

  test.each([
    ['another host', {}, /^http:\/\/elsewhere\.example:PORT\/v1\//],
    ['another port', { port: 1 }, /^http:\/\/127\.0\.0\.1:1\/v1\//],
    ['another scheme', { scheme: 'https' }, /^https:\/\/127\.0\.0\.1:PORT\/v1\//],
    ['a name for the same host', { host: 'localhost' }, /^http:\/\/localhost:PORT\/v1\//],
    ['a file', { scheme: 'file' }, /^file:\/\/127\.0\.0\.1:PORT\/v1\//],
  ])('F10 link.foreign-host: %s', async (_name, params, form) => {
    await bank.switchOn({ name: 'link.foreign-host', ...params });
    const href = hrefOf(await first()) ?? '';
    expect(href.replace(`:${bank.simulator.port}`, ':PORT')).toMatch(form);
    expect(href).toContain(`/v1/accounts/${account}/transactions?`);
  });

  test('Q10 link.foreign-account: the path names another account', async () => {
    await bank.switchOn({ name: 'link.foreign-account', to: other });
    const href = hrefOf(await first()) ?? '';
    expect(new URL(href, bank.simulator.url).pathname).toBe(`/v1/accounts/${other}/transactions`);
    expect((await follow(href)).status).toBe(404);
  });

  test.each([
    ['key', (href: string) => `?bookingStatus=both&pageId=${href}`],
    ['query', (href: string) => `${href}&bookingStatus=both`],
  ])('Q11 link.key-only as a %s: all pages with the parameters sent again', async (form, again) => {
    await bank.switchOn({ name: 'link.key-only', form });
    const pages: Page[] = [];
    for (let href: string | undefined = '?bookingStatus=both'; href !== undefined; ) {
      const answer = await follow(href);
      pages.push(pageSchema.parse(answer.body));
      const next = hrefOf(answer);
      if (next !== undefined) expect(next).toMatch(form === 'key' ? /^[\w-]+$/ : /^\?pageId=[\w-]+$/);
      href = next === undefined ? undefined : again(next);
    }
    expect(pages.flatMap(idsOf)).toEqual(truth);
  });

  const places = { links: ['links'], _links: ['_links'], 'transactions._links': ['transactions', '_links'] };
  test.each(
    Object.entries(places).flatMap(([place, path]) => [
      { place, path, form: 'relative', start: '/v1/' },
      { place, path, form: 'absolute', start: 'http://127.0.0.1:' },
    ]),
  )('Q33, Q34 link.shape: $form in $place', async ({ place, path, form, start }) => {
    await bank.switchOn({ name: 'link.shape', place, form });
    const ids: string[] = [];
    for (let href: string | undefined = '?bookingStatus=both'; href !== undefined; ) {
      const { body } = await follow(href);
      ids.push(...idsOf(pageSchema.parse(body)));
      const found = path.reduce<unknown>((value, name) => z.looseObject({}).parse(value ?? {})[name], body);
      expect(JSON.stringify(body).match(/"next":/g)?.length ?? 0).toBe(found === undefined ? 0 : 1);
      href = found === undefined ? undefined : linkSchema.parse(found).next.href;
      expect(href?.startsWith(start) ?? true).toBe(true);
    }
    expect(ids).toEqual(truth);
  });

  test('Q22 history.clipped: later than dateFrom, and no error', async () => {
    await bank.switchOn({ name: 'history.clipped', days: 20 });
    const { transactions } = pageSchema.parse((await first('bookingStatus=both&dateFrom=2025-06-01')).body);
    expect(transactions.booked.length).toBeGreaterThan(0);
    const pages = await read();
    const days = pages.flatMap((page) => page.transactions.booked.map(({ bookingDate }) => bookingDate));
    expect(days.length).toBeLessThan(rowCount);
    expect(days.every((day) => day >= '2026-02-10')).toBe(true);
    expect(pages.flatMap(idsOf)).toEqual(truth.slice(0, days.length));
  });

  test('history.truncated: the last pages are missing, and nothing tells', async () => {
    await bank.switchOn({ name: 'history.truncated', pages: 3, when: { times: 1 } });
    const pages = await read();
    expect([pages.flatMap(idsOf), pages.at(-1)?.links]).toEqual([truth.slice(0, 15), undefined]);
    expect(await shown()).toEqual(truth);
  });

  test.each([
    ['2025-12-02', 200],
    ['2025-12-01', 400],
  ])('history.period-invalid: with a person, from %s', async (from, status) => {
    await bank.switchOn({ name: 'history.period-invalid' });
    const answer = await first(`bookingStatus=both&dateFrom=${from}`);
    expect([answer.status, status === 200 ? null : codeOf(answer)]).toEqual([
      status,
      status === 200 ? null : 'PERIOD_INVALID',
    ]);
  });

  test('only the account that is named', async () => {
    await bank.switchOn({ name: 'history.truncated', account: other });
    expect(await shown()).toEqual(truth);
  });

  test('faults combine in the order in which they were switched on', async () => {
    await bank.switchOn({ name: 'page.overlap' });
    await bank.switchOn({ name: 'page.repeat' });
    await bank.switchOn({ name: 'page.empty-next', page: 3 });
    await bank.switchOn({ name: 'page.endless', rows: 'empty' });
    expect(sizesOf(await read())).toEqual([5, 5, 0, 6, 6, 6, 4, 0, 0, 0, 0, 0]);
    expect((await bank.control('GET', `/requests?endpoint=transactions&account=${account}`)).body).toMatchObject({
      requests: expect.arrayContaining([
        expect.objectContaining({ faults: ['page.overlap', 'page.repeat', 'page.empty-next', 'page.endless'] }),
      ]),
    });
  });

  test('endless pages do not hang what comes after them', async () => {
    await bank.switchOn({ name: 'page.endless' });
    for (const name of ['page.empty-next', 'page.repeat', 'page.shift', 'page.endless', 'page.overlap'])
      await bank.switchOn({ name, ...(name === 'page.shift' ? { rows: 1 } : {}) });
    expect(await read()).toHaveLength(mostPages);
  });

  test.each([
    ['no page', { name: 'link.self', page: 0 }],
    ['the first key, which there is not', { name: 'page.key-lost', page: 1 }],
    ['an unknown place', { name: 'link.shape', place: 'header' }],
    ['a path for a host', { name: 'link.foreign-host', host: 'a/b' }],
  ])('%s is refused', async (_name, fault) => {
    expect((await bank.control('POST', '/faults', fault)).status).toBe(400);
  });
});
