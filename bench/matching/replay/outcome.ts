import type {
  Decision,
  HypothesisKind,
  ItemAllocation,
  WithheldBecause,
} from '../../../src/domain/matching/decision.ts';
import type { OpenItem } from '../../../src/domain/matching/openItem.ts';
import type { TruthKind } from '../generator/records.ts';

/** A payment, or a line of one, with what it really paid. */
export interface TruthOfPart {
  readonly kind: TruthKind;
  /** One item, untouched before, settled exactly by this payment alone. */
  readonly oneToOne: boolean;
  readonly tags: readonly string[];
  /** Empty: it belongs to no invoice. */
  readonly allocations: readonly ItemAllocation[];
}

/** What the matcher said of a payment, beside the truth. */
export interface Outcome {
  readonly paymentId: string;
  readonly month: string;
  readonly truthKind: TruthKind;
  readonly oneToOne: boolean;
  readonly hasInvoice: boolean;
  readonly tags: readonly string[];
  readonly amountKroner: number;
  readonly decision: Decision['decision'];
  readonly kind: HypothesisKind;
  readonly evidenceClass: string | null;
  readonly withheldBecause: WithheldBecause | null;
  readonly logOdds: number;
  /** Of what is answered first: the first candidate, or "no invoice" where none is shown. */
  readonly probability: number;
  /** The same before isotonic calibration. */
  readonly uncalibrated: number;
  /** Whether that answer is the truth: the same items and of each the same amount. */
  readonly isRight: boolean;
  /** Of the truth among the candidates shown, 1 to 3; null: it is not among them. */
  readonly rank: number | null;
  /** Whether blocking found every item of the truth. */
  readonly isFound: boolean;
}

/** Kinds that name no item to be paid; right where the truth is of that kind. */
const withoutItem: ReadonlyMap<HypothesisKind, TruthKind> = new Map([
  ['duplicate', 'duplicate'],
  ['refund', 'refund'],
  ['own_transfer', 'own_transfer'],
]);

/** Items that nobody can tell apart, and need not: same party, amount, currency and dates (matching 5). */
const likenessOf = ({ partyId, kind, currency, amountMinor, issueDate, dueDate }: OpenItem): string =>
  [partyId, kind, currency, amountMinor, issueDate, dueDate].join(' ');

export function outcomeOf(
  decision: Decision,
  truth: TruthOfPart,
  { amountMinor, bookingDate }: { readonly amountMinor: bigint; readonly bookingDate: string },
  { isFound, itemOf }: { readonly isFound: boolean; readonly itemOf: (id: string) => OpenItem | null },
): Outcome {
  const keyOf = ({ itemId, amountMinor: minor }: ItemAllocation): string => {
    const item = itemOf(itemId);
    return `${item === null ? itemId : likenessOf(item)} ${minor}`;
  };
  const keys = (allocations: readonly ItemAllocation[]): string => allocations.map(keyOf).toSorted().join('\n');
  const told = keys(truth.allocations);
  const isTruth = (kind: HypothesisKind, allocations: readonly ItemAllocation[]): boolean =>
    truth.allocations.length === 0 ? withoutItem.get(kind) === truth.kind : keys(allocations) === told;

  const shown = decision.candidates;
  const at = shown.findIndex(({ kind, allocations }) => isTruth(kind, allocations));
  const [first] = shown;
  const saysNone = decision.decision === 'none' || first === undefined;
  return {
    paymentId: decision.paymentId,
    month: bookingDate.slice(0, 7),
    truthKind: truth.kind,
    oneToOne: truth.oneToOne,
    hasInvoice: truth.allocations.length > 0,
    tags: truth.tags,
    amountKroner: Math.abs(Number(amountMinor)) / 100,
    decision: decision.decision,
    kind: decision.kind,
    evidenceClass: decision.evidenceClass,
    withheldBecause: decision.withheldBecause,
    logOdds: decision.logOdds,
    probability: saysNone ? decision.probability : first.probability,
    uncalibrated: saysNone ? decision.probability : 1 / (1 + Math.exp(-decision.logOdds)),
    isRight: saysNone ? truth.allocations.length === 0 : at === 0,
    rank: at === -1 ? null : at + 1,
    isFound,
  };
}
