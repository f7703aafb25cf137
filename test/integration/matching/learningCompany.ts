import type { ReviewClient, ReviewWorld } from '../api/reviewWorld.ts';

const customers = [
  { id: 'K1', name: 'Fjellheim Drift AS', amounts: ['1071.00', '2360.00', '3145.00', '4410.00'] },
  { id: 'K2', name: 'Kystens Sagbruk AS', amounts: ['190.00', '290.00'] },
  { id: 'K3', name: 'Solvang Barnehage SA', amounts: ['390.00', '490.00'] },
];

type Matching = Readonly<Record<string, unknown>>;

/** Customers whose names no payment here resembles, each invoice of an amount of its own: `K1-1` and so on. */
export async function arrangeCompany(world: ReviewWorld, matching: Matching = {}): Promise<ReviewClient> {
  const made = await world.client(matching);
  for (const { id, name, amounts } of customers)
    for (const [index, amount] of amounts.entries())
      await world.invoices(made, [`${id}-${index + 1}`], { amount, open_amount: amount, party: { id, name } });
  return made;
}

export const payerAccount = '15032080119';

/** A row that says nothing but the amount and an account that the ERP does not know. */
export const arrangePayment = (world: ReviewWorld, client: ReviewClient, amount_minor: string): Promise<string> =>
  world.row(client, { amount_minor, counterparty_account: payerAccount, counterparty_name: 'Per Holm' });

/** An invoice of 100.00 NOK, and a row that pays it by its KID. */
export async function arrangePaidByKid(world: ReviewWorld, client: ReviewClient, kid: string): Promise<string> {
  await world.invoices(client, [`F${kid}`], { kid, party: { id: 'K9', name: 'Viddas Bakeri AS' } });
  return world.row(client, { kid });
}
