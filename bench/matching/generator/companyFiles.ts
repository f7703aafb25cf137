import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfirmedRecord, GeneratedCompany } from './records.ts';

const lines = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** What a person would have decided: the truth without what only the generator knows. */
export const confirmedOf = ({ truth }: GeneratedCompany): readonly ConfirmedRecord[] =>
  truth.map(({ transaction_id, allocations }) => ({ transaction_id, allocations }));

/**
 * The company's files in a folder, which is made: `invoices.jsonl`, `transactions.jsonl`, `confirmed.jsonl` in the
 * contract's form; `details.jsonl` with the lines of sum posts and `truth.jsonl`, which no matcher may read.
 */
export function writeCompany(folder: string, company: GeneratedCompany): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    invoices: company.invoices,
    transactions: company.transactions,
    confirmed: confirmedOf(company),
    details: company.details,
    truth: company.truth,
  };
  for (const [name, records] of Object.entries(files)) writeFileSync(join(folder, `${name}.jsonl`), lines(records));
}
