import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Company, type MatchingWorld, openMatchingWorld } from '../matching/matchingWorld.ts';
import { type AdviceWorld, openAdviceWorld } from './adviceWorld.ts';
import { turned } from './modelServer.ts';

let world: MatchingWorld;
let advice: AdviceWorld;
beforeAll(async () => {
  world = await openMatchingWorld();
  advice = await openAdviceWorld(world.database);
});
afterAll(async () => {
  await advice.close();
  await world.close();
});

const kids = ['2345676', '12345678903'];

/** Some rows that match by KID, some with two or three invoices of their amount, some with none. */
async function fill(company: Company): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const [index, kid] of kids.entries()) {
    await world.addInvoice(company, `kid-${index}`, { kid, amount_minor: `${11_100 + index}` });
    rows.push(await world.addRow(company, { kid, amount_minor: `${11_100 + index}` }));
  }
  for (const [index, due] of ['2026-01-20', '2026-02-01', '2026-02-20'].entries())
    await world.addInvoice(company, `alike-${index}`, {
      amount_minor: '25000',
      due_date: due,
      party: JSON.stringify({ id: `P${index}`, name: `Kunde ${index}` }),
    });
  for (const date of ['2026-01-19', '2026-01-25', '2026-02-19'])
    rows.push(await world.addRow(company, { amount_minor: '25000', booking_date: date }));
  rows.push(await world.addRow(company, { amount_minor: '777' }));
  return rows;
}

const matchesOf = ({ clientId }: Company): Promise<unknown> =>
  world.database.admin(
    `select i.external_id, m.decided_by, m.evidence_class, m.evidence from matches m
     join allocations a on a.match_id = m.id join invoices i on i.id = a.invoice_id
     where m.client_id = $1 order by i.external_id`,
    [clientId],
  );
async function outcomes(rows: readonly string[]): Promise<readonly unknown[]> {
  const seen = [];
  for (const row of rows) seen.push(await world.outcome(row));
  return seen;
}

test('matching 12 property 11 advisor on or off: the same autos, the same rows in review, the same log', async () => {
  const [off, on] = [await world.company(), await world.company()];
  const [rowsOff, rowsOn] = [await fill(off), await fill(on)];
  advice.model.answer(turned());
  const before = { matched: 0, review: 0 };
  for (const company of [off, on]) {
    const { matched, review } = await world.matchAll(company);
    if (company === off) Object.assign(before, { matched, review });
    else {
      expect({ matched, review }).toEqual(before);
      expect(review).toBeGreaterThan(1);
      expect(matched).toBeGreaterThan(0);
    }
  }
  await advice.advise(on.clientId);
  expect(advice.model.asked.length).toBeGreaterThan(0);
  const advised = await world.database.admin(
    `select version from review_items where client_id = $1 and advice is not null`,
    [on.clientId],
  );
  expect(advised.map(({ version }) => version)).toContain(2);

  // Advice is no reason to decide anything anew, and what is decided later is as without it.
  const trace = await world.trace(on);
  await world.matchAll(on);
  expect(await world.trace(on)).toEqual(trace);
  expect(await matchesOf(on)).toEqual(await matchesOf(off));
  expect(await outcomes(rowsOn)).toEqual(await outcomes(rowsOff));
  for (const company of [off, on]) {
    await world.addInvoice(company, 'late', { amount_minor: '777', kid: '1000103-' });
    await world.addRow(company, { amount_minor: '777', kid: '1000103-' });
    await world.matchAll(company);
  }
  expect(await matchesOf(on)).toEqual(await matchesOf(off));
  expect(await outcomes(rowsOn)).toEqual(await outcomes(rowsOff));
});
