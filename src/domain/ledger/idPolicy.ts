import type { BookedEntry } from './bookedEntry.ts';

/** The ids of a bank that could name an entry. */
export const bankIdFields = ['transactionId', 'entryReference'] as const;
export type BankIdField = (typeof bankIdFields)[number];

/** Whether a bank's ids may pair rows; starts at the descriptor's and is only ever demoted (ledger 4). */
export type IdPolicy = 'none' | 'proven';
export type IdPolicies = Readonly<Record<BankIdField, IdPolicy>>;

/** Why ids of a field pair no more (ledger 4). */
export type DemotionEvidence = 'session' | 'positional' | 'reused' | 'blank';
export interface Demotion {
  readonly field: BankIdField;
  readonly evidence: DemotionEvidence;
}

export const policiesFrom = (declared: IdPolicy): IdPolicies => ({ transactionId: declared, entryReference: declared });

/** The policies after demotions: one way only. */
export const demoted = (policies: IdPolicies, demotions: readonly Pick<Demotion, 'field'>[]): IdPolicies =>
  demotions.reduce<IdPolicies>((now, { field }) => ({ ...now, [field]: 'none' }), policies);

/** The ids of an entry that may pair it, each with its field: `transactionId:0116_…`. */
export const provenIds = ({ bankIds }: Pick<BookedEntry, 'bankIds'>, policies: IdPolicies): readonly string[] =>
  bankIdFields.flatMap((field) => {
    const id = bankIds[field];
    return id === undefined || policies[field] === 'none' ? [] : [`${field}:${id}`];
  });
