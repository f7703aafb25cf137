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
  /** Weight of its labels: two clicks on one item are one confirmation, and so is one click on two items. */
  readonly confirmations: number;
  readonly rejections: number;
  readonly lastUsed: CalendarDate;
}

/** Two confirmations on different items by a person, none of them outweighed by a rejection (matching 10). */
export const isStrong = ({ confirmations, rejections }: Alias): boolean => confirmations - rejections >= 2;

/** Every alias that the labels speak of, strong or not, ordered by kind, value and party. */
export function aliasesOf({ labels, rejections }: Labels): readonly Alias[] {
  const found = new Map<string, { alias: Omit<Alias, 'confirmations'>; weights: Weights }>();
  const entryOf = (identity: Pick<Alias, 'kind' | 'value' | 'partyId'>, at: CalendarDate) => {
    const key = [identity.kind, identity.value, identity.partyId].join('\n');
    const entry = found.get(key) ?? {
      alias: { ...identity, rejections: 0, lastUsed: at },
      weights: { byItem: new Map<string, number>(), byPayment: new Map<string, number>() },
    };
    found.set(key, entry);
    return entry;
  };
  for (const { paymentId, payer, items, at, weight } of labels) {
    for (const { itemId, partyId } of items) {
      for (const identity of identitiesOf(payer)) {
        const entry = entryOf({ ...identity, partyId }, at);
        keepLargest(entry.weights.byItem, itemId, weight);
        keepLargest(entry.weights.byPayment, paymentId, weight);
        if (at > entry.alias.lastUsed) entry.alias = { ...entry.alias, lastUsed: at };
      }
    }
  }
  for (const { payer, items, at } of rejections) {
    for (const partyId of new Set(items.map((item) => item.partyId))) {
      for (const identity of identitiesOf(payer)) {
        const entry = entryOf({ ...identity, partyId }, at);
        entry.alias = { ...entry.alias, rejections: entry.alias.rejections + 1 };
      }
    }
  }
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { alias, weights }]) => ({
      ...alias,
      confirmations: Math.min(sumOf(weights.byItem), sumOf(weights.byPayment)),
    }));
}

interface Weights {
  readonly byItem: Map<string, number>;
  readonly byPayment: Map<string, number>;
}

function keepLargest(weights: Map<string, number>, key: string, weight: number): void {
  weights.set(key, Math.max(weight, weights.get(key) ?? 0));
}

const sumOf = (weights: ReadonlyMap<string, number>): number =>
  [...weights.values()].reduce((sum, weight) => sum + weight, 0);

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

function identitiesOf({ account, foldedName, orgNumber }: SeenPayer): readonly Pick<Alias, 'kind' | 'value'>[] {
  const values = { account, name: foldedName === '' ? null : foldedName, org_number: orgNumber };
  return aliasKinds.flatMap((kind) => {
    const value = values[kind];
    return value === null ? [] : [{ kind, value }];
  });
}
