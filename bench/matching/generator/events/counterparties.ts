import { makeAccount } from '../checkDigits.ts';
import { makeCompanyName, makePersonName } from '../names.ts';
import type { Random } from '../random.ts';
import type { Population } from '../regimes.ts';
import { agencies, vocabularies } from '../vocabulary.ts';
import type { Counterparty, Party } from './types.ts';

/** The party itself, or its group; from its usual account, mostly. */
export function partyAsCounterparty(party: Party, random: Random): Counterparty {
  if (party.group !== null)
    return {
      name: party.group.name,
      account: party.group.account,
      noise: 'registered',
      orgNumber: null,
      tradeName: null,
    };
  const [usual, other] = party.accounts;
  return {
    name: party.name,
    account: (other !== undefined && random.chance(0.15) ? other : usual) ?? null,
    noise: party.nameNoise,
    orgNumber: party.orgNumber,
    tradeName: party.tradeName,
  };
}

export const namedCounterparty = (name: string, account: string | null): Counterparty => ({
  name,
  account,
  noise: 'registered',
  orgNumber: null,
  tradeName: null,
});

/** Who pays in the party's place: spouse, owner, accountant, buyer of the firm. Nothing in the ledger knows it. */
export function thirdParty(party: Party, population: Population, random: Random): Counterparty {
  const vocabulary = vocabularies[population];
  const surname = party.name.split(' ').at(-1) ?? '';
  if (party.kind === 'person' && random.chance(0.6))
    return namedCounterparty(`${random.pick(vocabulary.firstNames)} ${surname}`, makeAccount(random));
  const { name } = random.chance(0.5) ? makePersonName(vocabulary, random) : makeCompanyName(vocabulary, random);
  return namedCounterparty(name, makeAccount(random));
}

export const collectionAgency = (accounts: ReadonlyMap<string, string>, random: Random): Counterparty => {
  const name = random.pick(agencies);
  return namedCounterparty(`${name} AS`, accounts.get(name) ?? null);
};
