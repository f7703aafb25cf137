import type { CalendarDate } from '../../calendarDate.ts';
import type { Party } from '../openItem.ts';
import type { Labels } from './labels.ts';
import type { SeenPayer } from './learningAction.ts';

/** What names a party though the ERP does not know it (matching 10). */
export const aliasKinds = ['account', 'name', 'org_number'] as const;
export type AliasKind = (typeof aliasKinds)[number];

export interface Alias {
  readonly kind: AliasKind;
  readonly value: string;
  readonly partyId: string;
  /** By persons: two clicks on one item are one confirmation, and so is one click on two items. */
  readonly confirmations: number;
  readonly rejections: number;
  /** Another party was paid for by it too: who pays for several names none of them. */
  readonly isShared: boolean;
  readonly lastUsed: CalendarDate;
}

/** Two confirmations on different items by a person, none of them outweighed by a rejection (matching 10). */
export const isStrong = ({ confirmations, rejections, isShared }: Alias): boolean =>
  !isShared && confirmations - rejections >= 2;

/** Every alias that the labels speak of, strong or not, ordered by kind, value and party. */
export function aliasesOf({ labels, rejections }: Labels): readonly Alias[] {
  const found = new Map<string, Found>();
  const parties = new Map<string, Set<string>>();
  const entryOf = (identity: Identity, partyId: string, at: CalendarDate): Found => {
    const key = [identity.kind, identity.value, partyId].join('\n');
    const entry = found.get(key) ?? {
      ...identity,
      partyId,
      items: new Set(),
      payments: new Set(),
      rejections: 0,
      lastUsed: at,
    };
    found.set(key, entry);
    return entry;
  };
  for (const { paymentId, payer, items, at, source } of labels) {
    for (const { itemId, partyId } of items) {
      for (const identity of identitiesOf(payer)) {
        const entry = entryOf(identity, partyId, at);
        if (at > entry.lastUsed) entry.lastUsed = at;
        const paid = parties.get(keyOf(identity)) ?? new Set();
        parties.set(keyOf(identity), paid.add(partyId));
        // What the matcher did by itself, however often, would make it surer of itself.
        if (source !== 'person') continue;
        entry.items.add(itemId);
        entry.payments.add(paymentId);
      }
    }
  }
  for (const { payer, items, at } of rejections) {
    for (const partyId of new Set(items.map((item) => item.partyId)))
      for (const identity of identitiesOf(payer)) entryOf(identity, partyId, at).rejections += 1;
  }
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { items, payments, ...alias }]) => ({
      ...alias,
      confirmations: Math.min(items.size, payments.size),
      isShared: (parties.get(keyOf(alias))?.size ?? 0) > 1,
    }));
}

type Identity = Pick<Alias, 'kind' | 'value'>;

interface Found extends Identity {
  readonly partyId: string;
  readonly items: Set<string>;
  readonly payments: Set<string>;
  rejections: number;
  lastUsed: CalendarDate;
}

const keyOf = ({ kind, value }: Identity): string => `${kind}\n${value}`;

/** The parties as the matcher is to know them: with their strong aliases. An organisation number of the ERP stays. */
export function withAliases(parties: readonly Party[], aliases: readonly Alias[]): readonly Party[] {
  const strong = Map.groupBy(aliases.filter(isStrong), ({ partyId }) => partyId);
  return parties.map((party) => {
    const own = strong.get(party.id);
    if (own === undefined) return party;
    const values = (kind: AliasKind): readonly string[] =>
      own.filter((alias) => alias.kind === kind).map(({ value }) => value);
    return {
      ...party,
      accounts: [...new Set([...party.accounts, ...values('account')])],
      aliases: [...new Set([...party.aliases, ...values('name')])],
      orgNumber: party.orgNumber ?? values('org_number')[0] ?? null,
    };
  });
}

function identitiesOf({ account, foldedName, orgNumber }: SeenPayer): readonly Identity[] {
  const values = { account, name: foldedName === '' ? null : foldedName, org_number: orgNumber };
  return aliasKinds.flatMap((kind) => {
    const value = values[kind];
    return value === null ? [] : [{ kind, value }];
  });
}
