import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateCompany } from '../../../bench/matching/generator/index.ts';
import { OpenCounts } from '../../../src/activities/matching/openCounts.ts';
import { insertMatches } from '../../../src/db/sql/matching/insertMatches.ts';
import { listWaitingRows } from '../../../src/db/sql/matching/listWaitingRows.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { storeCompany } from './storedCompany.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test('matching 4 what a transaction closes counts less in its next round, what it takes in part does not', async () => {
  const { clientId, world } = await storeCompany(
    database,
    generateCompany({ regime: 'base', seed: 3, invoices: 60, payments: 40 }),
  );
  const [closed, inPart] = world.items.filter(({ kind, residualMinor }) => kind === 'receivable' && residualMinor > 1n);
  if (closed === undefined || inPart === undefined) throw new Error('a company has open invoices');
  const days = [closed.issueDate, '2030-01-01'];
  const bucket = 1;
  await withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, async (em) => {
    const counts = new OpenCounts(em, clientId);
    const before = await counts.on(days);
    const rows = await listWaitingRows(em, { clientId, runId: null, afterTransactionId: null, limit: 2 });
    const taken = [
      { invoiceId: closed.id, amountMinor: closed.residualMinor },
      { invoiceId: inPart.id, amountMinor: 1n },
    ];
    await insertMatches(
      em,
      clientId,
      rows.map(({ id }, index) => ({
        id: randomUUID(),
        transactionId: id,
        decidedBy: 'matcher',
        evidenceClass: 'kid/full',
        evidence: {},
        allocations: taken.slice(index, index + 1),
      })),
    );
    await counts.took(taken.map(({ invoiceId }) => invoiceId));
    const after = await counts.on(days);
    const anew = await new OpenCounts(em, clientId).on(days);
    for (const day of days) {
      expect(after(bucket, closed.currency, day)).toBe(before(bucket, closed.currency, day) - 1);
      expect(after(bucket, closed.currency, day)).toBe(anew(bucket, closed.currency, day));
    }
  });
});
