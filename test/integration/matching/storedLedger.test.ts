import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { generateCompany, type RegimeName } from '../../../bench/matching/generator/index.ts';
import { loadLedger } from '../../../src/activities/matching/loadLedger.ts';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { OpenCounts } from '../../../src/activities/matching/openCounts.ts';
import { toPayment } from '../../../src/activities/matching/toPayment.ts';
import { systemClock } from '../../../src/clock.ts';
import { listParties } from '../../../src/db/sql/matching/ledger/listParties.ts';
import { listWaitingRows } from '../../../src/db/sql/matching/listWaitingRows.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { decideInOrder } from '../../../src/domain/matching/batch/decideInOrder.ts';
import type { DecisionOptions } from '../../../src/domain/matching/batch/decisionOptions.ts';
import type { Decision } from '../../../src/domain/matching/decision.ts';
import { MemoryLedger } from '../../../src/domain/matching/ledger/memoryLedger.ts';
import { PartyBook } from '../../../src/domain/matching/ledger/partyBook.ts';
import { compileModel } from '../../../src/domain/matching/model/compiledModel.ts';
import { foldName } from '../../../src/domain/matching/names/foldName.ts';
import { shippedCertificates } from '../../../src/domain/matching/shipped/shippedCertificates.ts';
import { shippedModel } from '../../../src/domain/matching/shipped/shippedModel.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { arrangeRun } from '../api/arrange.ts';
import { type StoredCompany, storeCompany } from './storedCompany.ts';

let database: TestDatabase;
const options: DecisionOptions = {
  model: compileModel(shippedModel),
  certificates: shippedCertificates,
  policy: { mode: 'auto', isStopped: false, maxAutoAmountMinor: null, writeOffLimitMinor: 500n, fifo: true },
  vetoes: () => false,
};
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const regimes: readonly RegimeName[] = ['base', 'shifted', 'adversarial'];
const sizes = { seed: 7, invoices: 300, payments: 200 };

/** Of rows that wait; writes nothing. */
const decideStored = ({ clientId }: StoredCompany, runId: string | null = null): Promise<readonly Decision[]> =>
  withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, async (em) => {
    const rows = await listWaitingRows(em, { clientId, runId, afterTransactionId: null, limit: 10_000 });
    const payments = rows.map(toPayment);
    const parties = new PartyBook(await listParties(em, clientId));
    const openCounts = new OpenCounts(em, clientId);
    return decideInOrder(payments, await loadLedger(em, clientId, payments, { parties, openCounts }), options);
  });

function expectSame(actual: readonly Decision[], expected: readonly Decision[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, decision] of actual.entries()) expect(decision).toEqual(expected[index]);
  expect(actual.filter(({ decision }) => decision === 'auto').length).toBeGreaterThan(20);
}

test.each(regimes)('matching 3 the ledger in PostgreSQL and the one in memory decide the same: %s', async (regime) => {
  const stored = await storeCompany(database, generateCompany({ regime, ...sizes }));
  const inMemory = decideInOrder(stored.world.payments, new MemoryLedger(stored.world), options);
  expectSame(await decideStored(stored), inMemory);
});

test.each(regimes)('matching 3 what earlier runs posted counts the same from both: %s', async (regime) => {
  const company = generateCompany({ regime, seed: 8, invoices: 600, payments: 500 });
  // A row that was told in lines is posted as a whole by the service.
  // Without an account a payer is known by its name as the bank spells it.
  const transactions = company.transactions.map((row) =>
    row.counterparty_name === undefined ? row : { ...row, counterparty_name: foldName(row.counterparty_name) },
  );
  const stored = await storeCompany(database, { ...company, transactions, details: [] });
  const { payments } = stored.world;
  const middle = payments[Math.floor(payments.length / 2)]?.bookingDate ?? '';
  const later = payments.filter(({ bookingDate }) => bookingDate > middle);
  const runId = await arrangeRun(database, stored);
  await database.admin('update bank_transactions set last_changed_run_id = $2 where id = any($1)', [
    later.map(({ id }) => id),
    runId,
  ]);
  const memory = new MemoryLedger(stored.world);
  decideInOrder(
    payments.filter(({ bookingDate }) => bookingDate <= middle),
    memory,
    options,
  );
  const steps = createMatchingActivities({ orm: database.orm, clock: systemClock });
  await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(steps.matchTransactions, stored);
  expectSame(await decideStored(stored, runId), decideInOrder(later, memory, options));
});
