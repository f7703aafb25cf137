import { bbanOfIban, compactAccountNumber } from '../../../domain/accountNumber.ts';
import { fromFolded } from '../../../domain/matching/names/foldedName.ts';
import { foldName } from '../../../domain/matching/names/foldName.ts';
import type { InvoiceParty } from '../../entities/invoice.ts';
import type { PartyKeyKind } from '../../entities/party.ts';

export interface PartyKeyRecord {
  readonly party_id: string;
  readonly kind: PartyKeyKind;
  readonly value: string;
}

/** An account as payments are compared by it: a Norwegian IBAN as its kontonummer, anything else without its spaces. */
export const accountKey = (account: string): string => bbanOfIban(account) ?? compactAccountNumber(account);

/** What payments may name the party by, each once (matching 3); its names in their folded form, and the words of these. */
export function partyKeys({ id, name, account, org_number, aliases = [] }: InvoiceParty): readonly PartyKeyRecord[] {
  const names = [name, ...aliases].map(foldName);
  const words = names.flatMap((folded) => fromFolded(folded).words);
  const keys = (kind: PartyKeyKind, values: readonly string[]): readonly PartyKeyRecord[] =>
    [...new Set(values)].filter((value) => value !== '').map((value) => ({ party_id: id, kind, value }));
  return [
    ...keys('account', account === undefined ? [] : [accountKey(account)]),
    ...keys('org_number', org_number === undefined ? [] : [org_number.replace(/\D/g, '')]),
    ...keys('name', names),
    ...keys('token', words),
  ];
}
