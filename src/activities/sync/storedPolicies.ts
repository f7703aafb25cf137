import { bankIdFields, demoted, type IdPolicies, type IdPolicy, policiesFrom } from '../../domain/ledger/idPolicy.ts';

/** The bank's declared id policy less what was demoted for the connection (ledger 4). */
export const storedPolicies = (declared: IdPolicy, demotedIds: Readonly<Record<string, unknown>> | null): IdPolicies =>
  demoted(
    policiesFrom(declared),
    bankIdFields.filter((field) => Object.hasOwn(demotedIds ?? {}, field)).map((field) => ({ field })),
  );
