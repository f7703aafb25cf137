import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BankCustomer, monday, tokensIn } from './bankCustomer.ts';

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  stateFile = join(folder, 'bank', 'state.json');
});
afterEach(() => rm(folder, { recursive: true }));

const dayMs = 86_400_000;

test('tokens, consents and what was changed outlive a restart, days later too', async () => {
  const before = await BankCustomer.open({ stateFile });
  const account = await before.openAccount({ rows: 5, days: 3 });
  const main = await before.mainAccount();
  await before.control('POST', `/accounts/${account}/transactions`, { amount: '10.00', text: 'Giro, Ny' });
  const [withdrawn = ''] = await before.truthIds(account);
  await before.control('DELETE', `/accounts/${account}/transactions/${withdrawn}`);
  const { refresh } = await before.connect([account]);
  const rows = await before.control('GET', `/accounts/${account}/transactions`);
  const mainRows = await before.truthIds(main);
  await before.close();

  const after = await BankCustomer.open({ stateFile }, { nowMs: monday + 3 * dayMs });
  const { access } = tokensIn(await after.refresh(refresh));
  expect((await after.get('/v1/accounts', access)).body).toMatchObject({ accounts: [{ bban: account }] });
  expect((await after.control('GET', `/accounts/${account}/transactions`)).body).toEqual(rows.body);
  expect((await after.truthIds(main)).slice(0, mainRows.length)).toEqual(mainRows);
  await after.close();
});

test('a token is in the file before its answer, so that a crash forgets none', async () => {
  const bank = await BankCustomer.open({ stateFile });
  const { refresh } = await bank.connect();
  const written = await readFile(stateFile, 'utf8');
  const copy = join(folder, 'copy.json');
  await writeFile(copy, written);
  const other = await BankCustomer.open({ stateFile: copy });
  expect((await other.refresh(refresh)).status).toBe(200);
  expect(written).not.toContain(refresh);
  expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
  await Promise.all([bank.close(), other.close()]);
});

test('another seed is another bank; a broken file stops the start', async () => {
  const bank = await BankCustomer.open({ stateFile });
  const { refresh } = await bank.connect();
  await bank.close();
  const other = await BankCustomer.open({ stateFile, seed: 'other' });
  expect((await other.refresh(refresh)).status).toBe(400);
  await other.close();
  await writeFile(stateFile, '{');
  await expect(BankCustomer.open({ stateFile })).rejects.toThrow('cannot read its state');
});
