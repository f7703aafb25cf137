import type { EntityManager } from '@mikro-orm/postgresql';
import { readLags, readPayerRows, readSettled } from '../../db/sql/matching/ledger/readHistory.ts';
import type { SettledPayment } from '../../domain/matching/ledger/matchingLedger.ts';
import { type EarlierHistory, type PayerRows, payerKeysOf } from '../../domain/matching/ledger/payerHistory.ts';
import type { OpenItem } from '../../domain/matching/openItem.ts';
import type { Payment } from '../../domain/matching/payment.ts';

interface Concerned {
  readonly parts: readonly Payment[];
  readonly items: readonly OpenItem[];
  readonly payerIds: readonly string[];
}

/** What became of earlier payments of these payers and parties (matching 4 and 5). */
export async function loadHistory(
  em: EntityManager,
  clientId: string,
  { parts, items, payerIds }: Concerned,
): Promise<EarlierHistory> {
  const lags = await readLags(em, clientId, [...new Set(items.map(({ partyId }) => partyId))].toSorted());
  const named = (value: (payment: Payment) => string | null): readonly string[] =>
    [...new Set(parts.flatMap((payment) => value(payment) ?? []))].toSorted();
  const rows = await readPayerRows(em, clientId, {
    accounts: named(({ counterpartyAccount }) => counterpartyAccount),
    names: named(({ counterpartyName }) => counterpartyName),
  });
  const rowsByPayer = new Map<string, PayerRows>();
  for (const { account, name, matched, withoutInvoice } of rows) {
    for (const key of payerKeysOf({ counterpartyAccount: account, counterpartyName: name })) {
      const known = rowsByPayer.get(key) ?? { matched: 0, withoutInvoice: 0 };
      rowsByPayer.set(key, {
        matched: known.matched + matched,
        withoutInvoice: known.withoutInvoice + withoutInvoice,
      });
    }
  }
  const settled = await readSettled(em, clientId, payerIds);
  const settledByParty = Map.groupBy(settled, ({ partyId }) => partyId);
  return {
    lagsDaysByParty: lags,
    rowsByPayer,
    settledByParty: new Map(
      [...settledByParty].map(([partyId, some]) => [
        partyId,
        some.map(
          ({ paymentId, bookingDate, amountMinor, currency, allocations }): SettledPayment => ({
            paymentId,
            bookingDate,
            amountMinor: BigInt(amountMinor),
            currency,
            allocations: (allocations ?? []).map((one) => ({ ...one, amountMinor: BigInt(one.amountMinor) })),
          }),
        ),
      ]),
    ),
  };
}
