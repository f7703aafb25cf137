import { type FoldedName, fromFolded } from '../names/foldedName.ts';
import { NameIndex } from '../names/nameIndex.ts';
import type { Party } from '../openItem.ts';
import { accountKeyOf } from './accountKey.ts';
import type { PartyLookup } from './findPayer.ts';

/** What names a party as persons' answers taught it. */
export interface LearntAlias {
  readonly kind: 'account' | 'name';
  readonly value: string;
  readonly partyId: string;
}

/** All parties of a client, by what payments say about them. */
export class PartyBook implements PartyLookup {
  readonly #given: readonly Party[];
  readonly #parties = new Map<string, Party>();
  readonly #ofAccount = new Map<string, readonly string[]>();
  readonly #ofOrgNumber = new Map<string, readonly string[]>();
  readonly #names: NameIndex;
  #lastName: FoldedName = fromFolded('');
  #learnt: ReadonlySet<string> = new Set();

  constructor(parties: Iterable<Party>) {
    this.#given = [...parties];
    for (const party of this.#given) {
      this.#parties.set(party.id, party);
      for (const account of party.accounts) this.#addAccount(party.id, account);
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

  /** The book with these aliases, and no others that were learnt before (matching 10): itself, unless it must forget some. */
  learn(aliases: readonly LearntAlias[]): PartyBook {
    const keys = new Set(aliases.map(({ kind, value, partyId }) => [kind, value, partyId].join('\n')));
    const book = [...this.#learnt].every((key) => keys.has(key)) ? this : new PartyBook(this.#given);
    book.#learnt = keys;
    for (const { kind, value, partyId } of aliases) {
      if (kind === 'account') book.#addAccount(partyId, value);
      else book.#names.add(partyId, value);
    }
    return book;
  }

  #addAccount(partyId: string, account: string): void {
    const key = accountKeyOf(account);
    if (key === null || this.ofAccount(key).includes(partyId)) return;
    addTo(this.#ofAccount, key, partyId);
    const party = this.party(partyId);
    if (!party.accounts.includes(account))
      this.#parties.set(partyId, { ...party, accounts: [...party.accounts, account] });
  }
}

function addTo(index: Map<string, readonly string[]>, key: string, partyId: string): void {
  index.set(key, [...new Set([...(index.get(key) ?? []), partyId])].toSorted());
}
