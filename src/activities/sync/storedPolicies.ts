import { type IdPolicies, type IdPolicy, policiesFrom } from '../../domain/ledger/idPolicy.ts';

/** The bank's declared id policy less what was demoted for the connection (ledger 4). */
export function storedPolicies(declared: IdPolicy, demotedIds: Readonly<Record<string, unknown>> | null): IdPolicies {
  const { transactionId, entryReference } = policiesFrom(declared);
  const isDemoted = (field: keyof IdPolicies): boolean => demotedIds !== null && Object.hasOwn(demotedIds, field);
  return {
    transactionId: isDemoted('transactionId') ? 'none' : transactionId,
    entryReference: isDemoted('entryReference') ? 'none' : entryReference,
  };
}
