import { decideInOrder } from '../../../../src/domain/matching/batch/decideInOrder.ts';
import type { DecisionOptions } from '../../../../src/domain/matching/batch/decisionOptions.ts';
import type { Certificate } from '../../../../src/domain/matching/certification/certificate.ts';
import { dayOnePolicy, type MatchingPolicy } from '../../../../src/domain/matching/decision/policy.ts';
import type { Decision } from '../../../../src/domain/matching/decision.ts';
import { MemoryLedger } from '../../../../src/domain/matching/ledger/memoryLedger.ts';
import { compileModel } from '../../../../src/domain/matching/model/compiledModel.ts';
import type { OpenItem, Party } from '../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../src/domain/matching/payment.ts';
import { defaultModel } from './defaultModel.ts';

/** An open receivable of 1,234.56 kr of party `A`, with what is given put in its place. */
export function item(id: string, given: Partial<OpenItem> = {}): OpenItem {
  const kind = given.kind ?? 'receivable';
  const amountMinor = given.amountMinor ?? 123_456n;
  return {
    id,
    externalId: id,
    kind,
    side: kind === 'payable' ? 'payable' : 'receivable',
    number: `1000${id.replace(/\D/g, '')}`,
    kid: null,
    currency: 'NOK',
    amountMinor,
    residualMinor: amountMinor,
    issueDate: '2026-01-01',
    dueDate: '2026-01-31',
    partyId: 'A',
    ...given,
  };
}

export const payment = (id: string, given: Partial<Payment> = {}): Payment => ({
  id,
  bookingDate: '2026-01-31',
  amountMinor: 123_456n,
  currency: 'NOK',
  original: null,
  ownAccount: '12345678903',
  counterpartyName: null,
  counterpartyAccount: null,
  text: null,
  kid: null,
  lines: [],
  ...given,
});

/** Kontonummer of the parties, by id. */
export const accountOf: Readonly<Record<string, string>> = {
  A: '15032080119',
  B: '86011117947',
  C: '97104133219',
  D: '32600522333',
};
const names: Readonly<Record<string, string>> = {
  A: 'Fjellheim Bygg AS',
  B: 'Nordvik Transport AS',
  C: 'Solbakken Regnskap DA',
  D: 'Havørn Elektro AS',
};

export const parties: readonly Party[] = Object.entries(accountOf).map(([id, account]) => ({
  id,
  name: names[id] ?? id,
  accounts: [account],
  orgNumber: null,
  aliases: [],
}));

export const nameOf = (partyId: string): string => names[partyId] ?? '';

/** Invoices from and to `D` that no payment of the tests means: a ledger is not one invoice. */
export const bystanders: readonly OpenItem[] = Array.from({ length: 120 }, (_unused, index) =>
  item(`z${index}`, {
    kind: index % 2 === 0 ? 'receivable' : 'payable',
    partyId: 'D',
    amountMinor: 7_000_007n + BigInt(index) * 1_009n,
    number: `90${100 + index}`,
  }),
);

export const ledgerOf = (items: readonly OpenItem[], ownAccounts: readonly string[] = []): MemoryLedger =>
  new MemoryLedger({ items, parties, ownAccounts });

const standings = ['only', 'usual', 'off_habit', 'several'];
const carriers = [
  'kid',
  'docno',
  ...['party', 'rest', 'contradicted'].flatMap((carrier) => standings.map((standing) => `${carrier}/${standing}`)),
];

/** Every class may post, by the client's own labels. */
export const certificatesAt = (threshold: number, regime = 'own'): readonly Certificate[] =>
  carriers.flatMap((carrier) =>
    ['full', 'part', 'sum'].map((part) => ({
      evidenceClass: `${carrier}/${part}`,
      threshold,
      regimes: [{ regime, labels: 10_000, errors: 0, bound: 0.999 }],
    })),
  );

export const autoPolicy: MatchingPolicy = { ...dayOnePolicy, writeOffLimitMinor: 10_000n };

export const optionsOf = (given: Partial<DecisionOptions> = {}): DecisionOptions => ({
  model: compileModel(defaultModel),
  certificates: certificatesAt(4),
  policy: autoPolicy,
  vetoes: () => false,
  ...given,
});

export const decide = (
  payments: readonly Payment[],
  items: readonly OpenItem[],
  { ownAccounts = [], ...given }: Partial<DecisionOptions> & { readonly ownAccounts?: readonly string[] } = {},
): readonly Decision[] => decideInOrder(payments, ledgerOf([...items, ...bystanders], ownAccounts), optionsOf(given));

/** `p1 auto single i1:123456`, or with what withholds it. */
export const told = ({ paymentId, decision, kind, allocations, withheldBecause, task }: Decision): string =>
  [
    paymentId,
    decision,
    ...(task === null ? [] : [task]),
    kind,
    ...allocations.map(({ itemId, amountMinor }) => `${itemId}:${amountMinor}`),
    ...(withheldBecause === null ? [] : [`(${withheldBecause})`]),
  ].join(' ');
