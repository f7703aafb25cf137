import { accountKeyOf } from '../../../domain/matching/ledger/accountKey.ts';
import { fromFolded } from '../../../domain/matching/names/foldedName.ts';
import { foldName } from '../../../domain/matching/names/foldName.ts';
import type { InvoiceParty } from '../../entities/invoice.ts';
import type { PartyKeyKind } from '../../entities/party.ts';

export interface PartyKeyRecord {
  readonly party_id: string;
  readonly kind: PartyKeyKind;
  readonly value: string;
}

/** What payments may name the party by, each once (matching 3); its names in their folded form, and the words of these. */
export function partyKeys({ id, name, account, org_number, aliases = [] }: InvoiceParty): readonly PartyKeyRecord[] {
  const names = [name, ...aliases].map(foldName);
  const words = names.flatMap((folded) => fromFolded(folded).words);
  const keys = (kind: PartyKeyKind, values: readonly string[]): readonly PartyKeyRecord[] =>
    [...new Set(values)].filter((value) => value !== '').map((value) => ({ party_id: id, kind, value }));
  return [
    ...keys('account', [accountKeyOf(account ?? null) ?? '']),
    ...keys('org_number', org_number === undefined ? [] : [org_number.replace(/\D/g, '')]),
    ...keys('name', names),
    ...keys('token', words),
  ];
}
