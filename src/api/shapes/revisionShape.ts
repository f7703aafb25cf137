import { z } from 'zod';
import type { RowLife, StoredRevision } from '../../db/sql/read/listRevisions.ts';
import { formatMinor } from '../../domain/money.ts';
import { id, instantText } from './fields.ts';

const members = z
  .record(z.string(), z.string().nullable())
  .meta({ description: 'Members of the transaction by their names, those that changed; amounts as decimals' });

/** A change of a row (contract 3.2). */
export const revisionItem = z.object({
  at: instantText,
  run_id: id,
  reason: z.string(),
  before: members,
  after: members,
});

const minor = /_minor$/;

/** Columns under the contract's names: an original amount is in its own currency, the rest in the row's. */
function presentSide(
  side: StoredRevision['before'],
  { currency, originalCurrency }: Pick<RowLife, 'currency' | 'originalCurrency'>,
): Record<string, string | null> {
  const entries = Object.entries(side).map(([column, value]): [string, string | null] => {
    if (!minor.test(column)) return [column, value];
    const original = side['original_currency'] ?? originalCurrency ?? currency;
    const unit = column === 'original_amount_minor' ? original : currency;
    return [column.replace(minor, ''), value === null ? null : formatMinor(BigInt(value), unit)];
  });
  return Object.fromEntries(entries);
}

/** A stored revision as the contract's item. */
export const presentRevision = (
  { at, runId, reason, before, after }: StoredRevision,
  life: RowLife,
): z.input<typeof revisionItem> => ({
  at,
  run_id: runId,
  reason,
  before: presentSide(before, life),
  after: presentSide(after, life),
});
