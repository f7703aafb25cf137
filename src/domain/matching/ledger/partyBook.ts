import { type FoldedName, fromFolded } from '../names/foldedName.ts';
import { NameIndex } from '../names/nameIndex.ts';
import type { Party } from '../openItem.ts';
import { accountKeyOf } from './accountKey.ts';
import type { PartyLookup } from './findPayer.ts';

/** All parties of a client, by what payments say about them. */
export class PartyBook implements PartyLookup {
  readonly #parties = new Map<string, Party>();
  readonly #ofAccount = new Map<string, readonly string[]>();
  readonly #ofOrgNumber = new Map<string, readonly string[]>();
  readonly #names: NameIndex;
  #lastName: FoldedName = fromFolded('');

  constructor(parties: Iterable<Party>) {
    for (const party of parties) {
      this.#parties.set(party.id, party);
      for (const account of party.accounts) this.addAccount(party.id, account);
      if (party.orgNumber !== null) addTo(this.#ofOrgNumber, party.orgNumber.replace(/\D/g, ''), party.id);
    }
    this.#names = new NameIndex(this.#parties.values());
  }

  /** A party without a name where the ledger has none of this id. */
  party = (id: string): Party => this.#parties.get(id) ?? { id, name: '', accounts: [], orgNumber: null, aliases: [] };

  ofAccount = (accountKey: string): readonly string[] => this.#ofAccount.get(accountKey) ?? [];

  ofOrgNumber = (orgNumber: string): readonly string[] => this.#ofOrgNumber.get(orgNumber) ?? [];

  bestNames: PartyLookup['bestNames'] = (folded) => this.#names.best(folded);

  /** 0 to 1, of a name in the form of `foldName`. One payment's name is compared with many parties in a row. */
  nameScore(folded: string, partyId: string): number {
    if (this.#lastName.folded !== folded) this.#lastName = fromFolded(folded);
    return this.#names.score(this.#lastName, partyId);
  }

  /** An account as learnt: from now on it is the party's (matching 10). */
  addAccount(partyId: string, account: string): void {
    const key = accountKeyOf(account);
    if (key === null || this.ofAccount(key).includes(partyId)) return;
    addTo(this.#ofAccount, key, partyId);
    const party = this.party(partyId);
    if (!party.accounts.includes(account))
      this.#parties.set(partyId, { ...party, accounts: [...party.accounts, account] });
  }

  /** A further name as learnt. */
  addName(partyId: string, name: string): void {
    this.#names.add(partyId, name);
  }
}

function addTo(index: Map<string, readonly string[]>, key: string, partyId: string): void {
  index.set(key, [...new Set([...(index.get(key) ?? []), partyId])].toSorted());
}
