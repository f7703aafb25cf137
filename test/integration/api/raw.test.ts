import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contentDigest } from '../../../src/domain/ledger/contentDigest.ts';
import { digestDays } from '../../../src/domain/ledger/dayDigest.ts';
import { policiesFrom } from '../../../src/domain/ledger/idPolicy.ts';
import { arrangeConnection, arrangePage, arrangeRun, arrangeRunAccount, arrangeTransaction } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const entryOf = (amount: string, text: string) => ({
  transactionAmount: { amount, currency: 'NOK' },
  bookingDate: '2026-01-15',
  remittanceInformationUnstructured: text,
  unknownMember: { kept: 'as it came' },
});
type Entry = ReturnType<typeof entryOf>;

/** Stages pages of a run as a sync does. */
async function stage(
  run: { clientId: string; connectionId: string; accountId: string; runId: string },
  pages: readonly (readonly Entry[])[],
  hasDays = true,
) {
  const { bank, cipher } = api.deps;
  await arrangeRunAccount(api.database, run);
  for (const [index, booked] of pages.entries()) {
    const bytes = Buffer.from(JSON.stringify({ account: { bban: '1' }, transactions: { booked, pending: [] } }));
    const { ciphertext, keyId, salt, iterations } = await cipher.encryptBytes({
      connectionId: run.connectionId,
      kind: 'page',
      bytes,
    });
    const entries = bank
      .readPage(bytes)
      .flatMap((item) => (item.kind === 'booked' ? [{ entry: item.entry, contentSha256: '' }] : []));
    const days = digestDays(entries, policiesFrom('none'));
    await arrangePage(api.database, run, {
      page_no: index + 1,
      body: ciphertext,
      key_id: keyId,
      kdf_salt: salt,
      kdf_iterations: iterations,
      days: hasDays ? JSON.stringify(days) : null,
    });
  }
}
const contentOf = (entry: Entry): Buffer => {
  const [item] = api.deps.bank.readPage(
    Buffer.from(JSON.stringify({ account: {}, transactions: { booked: [entry] } })),
  );
  if (item?.kind !== 'booked') throw new Error('the entry cannot be read');
  return contentDigest(item.entry);
};

async function arrangeRunOf(mine: { clientId: string; connectionId: string; accountId: string }) {
  return { ...mine, runId: await arrangeRun(api.database, mine) };
}
const raw = (id: string, as = key) =>
  api.call('GET', `/api/v1/transactions/${id}/raw`, { key: as, headers: { 'Kontosync-User': 'user-7' } });
const parsed = (text: unknown): unknown => JSON.parse(String(text));

test.each([true, false])(
  'contract 3.2 what the bank sent, out of the page that holds it (days kept: %s)',
  async (days) => {
    const run = await arrangeRunOf(await arrangeConnection(api.database));
    const wanted = entryOf('100.00', 'second');
    const twin = entryOf('100.00', 'first');
    const id = await arrangeTransaction(api.database, run, { content_sha256: contentOf(wanted) });
    await stage(run, [[entryOf('5.00', 'other')], [twin, wanted]], days);
    const { status, body } = await raw(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ transaction_id: id, sync_run_id: run.runId, page: 2, position: 1 });
    expect(parsed(body['raw'])).toEqual(wanted);
  },
);

test('contract 3.2 of a changed row what it was changed to; of a withdrawn one what it was last', async () => {
  const mine = await arrangeConnection(api.database);
  const [first, later, last] = [await arrangeRunOf(mine), await arrangeRunOf(mine), await arrangeRunOf(mine)];
  const now = entryOf('100.00', 'Faktura 1 med tillegg');
  await stage(first, [[entryOf('100.00', 'Faktura 1')]]);
  await stage(later, [[now]]);
  await stage(last, [[entryOf('7.00', 'something else on the date')]]);
  const id = await arrangeTransaction(api.database, first, {
    content_sha256: contentOf(now),
    last_changed_run_id: later.runId,
  });
  expect((await raw(id)).body).toMatchObject({ sync_run_id: later.runId });
  await api.database.admin(
    `insert into bank_transaction_revisions (id, client_id, transaction_id, run_id, before, after, reason)
     values (gen_random_uuid(), $1, $2, $3, '{}', '{}', 'details')`,
    [mine.clientId, id, later.runId],
  );
  await api.database.admin(
    `update bank_transactions set status = 'withdrawn', last_changed_run_id = $2 where id = $1`,
    [id, last.runId],
  );
  const { body } = await raw(id);
  expect(body).toMatchObject({ sync_run_id: later.runId });
  expect(parsed(body['raw'])).toEqual(now);
});

test('C-19 who looked is audited, whether it was found or not; without pages 404 raw_expired', async () => {
  const run = await arrangeRunOf(await arrangeConnection(api.database));
  const id = await arrangeTransaction(api.database, run);
  const { status, body } = await raw(id);
  expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'raw_expired' });
  expect(body['detail']).toContain('90 days');
  const audit = await api.database.admin(
    `select e.kind, e.actor, e.action, e.data, p.user_ref
     from audit_entries e left join audit_persons p on p.client_id = e.client_id and p.entry_id = e.id
     where e.client_id = $1 and e.subject_id = $2`,
    [run.clientId, id],
  );
  expect(audit).toEqual([
    {
      kind: 'api_call',
      actor: expect.stringMatching(/./),
      action: 'transaction.raw',
      data: { found: false },
      user_ref: 'user-7',
    },
  ]);
});

test("C-4 another client's row: 404, and nothing is written about it", async () => {
  const run = await arrangeRunOf(await arrangeConnection(api.database));
  const id = await arrangeTransaction(api.database, run);
  const stranger = await api.keyFor([(await arrangeConnection(api.database)).clientId]);
  const { status, body } = await raw(id, stranger);
  expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'not_found' });
  expect(await api.database.admin('select from audit_entries where client_id = $1', [run.clientId])).toEqual([]);
});
