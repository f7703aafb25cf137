import { z } from 'zod';
import type { ListedMatch } from '../../db/sql/matching/matchColumns.ts';
import { formatMinor } from '../../domain/money.ts';
import { amountText, id, instantText } from './fields.ts';

/** What was decided about a row, with its allocations; none: the row belongs to no invoice. */
export const matchItem = z
  .object({
    id,
    transaction_id: id,
    state: z.enum(['active', 'undone']),
    decided_by: z.string().meta({ description: '`matcher` or `person`' }),
    user: z.string().nullable().meta({ description: 'Kontosync-User of the person who decided' }),
    evidence_class: z.string(),
    evidence: z.record(z.string(), z.unknown()),
    posting_status: z.string().meta({ description: '`unposted`, `posted`; `none`: there is nothing to post' }),
    allocations: z.array(z.object({ invoice_id: id, external_id: z.string(), amount: amountText })),
    created_at: instantText,
    undone_at: instantText.nullable(),
    undone_by_user: z.string().nullable(),
    audit: z.boolean().meta({ description: 'Drawn at random, to be confirmed or undone by a person who looks' }),
    confirmed_at: instantText.nullable(),
    confirmed_by_user: z.string().nullable(),
  })
  .meta({ id: 'Match' });

/** A stored match as the contract's item. */
export const presentMatch = ({ is_audit_sample: audit, ...row }: ListedMatch): z.input<typeof matchItem> => ({
  ...row,
  audit,
  evidence: { ...row.evidence },
  allocations: row.allocations.map(({ invoice_id, external_id, amount_minor, currency }) => ({
    invoice_id,
    external_id,
    amount: formatMinor(BigInt(amount_minor), currency),
  })),
});
