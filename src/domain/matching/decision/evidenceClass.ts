import type { HypothesisKind } from '../decision.ts';
import type { Group, GroupEvidence } from '../evidence.ts';
import { type Answer, type Hypothesis, partyOf } from '../hypotheses/hypothesis.ts';
import type { LedgerChances } from '../ledger/ledgerChances.ts';
import type { LedgerSide } from '../openItem.ts';

/**
 * What carries a decision, strongest first (matching 8). `contradicted` is split off `party` and `rest`: the payment cites
 * something else, so that what is not in the ledger is the likelier the surer the payer is.
 */
type Carrier = 'kid' | 'docno' | 'party' | 'rest' | 'contradicted';
/**
 * How the item stands among the party's own of that amount: `several` open; the `only` one; the only open one where the
 * party has paid that amount before, on its `usual` day (or with no habit yet) or off its habit. Who pays twice, or ahead
 * of the next invoice, pays the usual amount on an unusual day.
 */
type Standing = 'only' | 'usual' | 'off_habit' | 'several';
type Part = 'full' | 'part' | 'sum';
export type EvidenceClass = `${'kid' | 'docno'}/${Part}` | `${'party' | 'rest' | 'contradicted'}/${Standing}/${Part}`;

export const evidenceOf = ({ evidence }: Hypothesis, wanted: Group): GroupEvidence | null =>
  evidence.find(({ group }) => group === wanted) ?? null;

/**
 * The class that certificates are for: the strongest evidence of the winner, whether the party has one open item of that
 * amount or several, and what it allocates (matching 8).
 */
export function evidenceClassOf(
  answer: Answer,
  /** Parties that have paid this amount before. */
  paidBefore: ReadonlySet<string>,
  chances: LedgerChances,
): EvidenceClass {
  const carrier = carrierOf(answer.taken, paidBefore);
  const part = partOf[answer.taken.kind];
  if (carrier === 'kid' || carrier === 'docno') return `${carrier}/${part}`;
  const standing = standingOf(answer, paidBefore, chances);
  // Of payers that nothing names for sure there are too few to tell the usual day apart; who pays twice is named.
  return `${carrier}/${carrier === 'rest' && standing === 'usual' ? 'only' : standing}/${part}`;
}

function standingOf(answer: Answer, paidBefore: ReadonlySet<string>, chances: LedgerChances): Standing {
  const { taken } = answer;
  if (!isOnlyOne(answer, chances)) return 'several';
  if (partOf[taken.kind] !== 'full' || !paidBefore.has(partyOf(taken) ?? '')) return 'only';
  return /\/lag_(?:2|6|unknown)$/.test(evidenceOf(taken, 'DATE')?.level ?? '') ? 'usual' : 'off_habit';
}

function carrierOf(hypothesis: Hypothesis, paidBefore: ReadonlySet<string>): Carrier {
  const ref = evidenceOf(hypothesis, 'REF')?.level;
  if (ref === 'kid_equal' || ref === 'kid_names_party_number_cited') return 'kid';
  if (ref === 'number_cited') return 'docno';
  if (ref === 'kid_names_party') return 'party';
  if (ref !== undefined && contradicting.has(ref)) return 'contradicted';
  // Many cite the invoice before by mistake; who has paid this very amount for it may be paying it again.
  if (ref === 'closed_reference' && paidBefore.has(partyOf(hypothesis) ?? '')) return 'contradicted';
  return isSureParty(evidenceOf(hypothesis, 'PARTY')?.level ?? '') ? 'party' : 'rest';
}

const contradicting: ReadonlySet<string> = new Set(['other_kid', 'other_number', 'unknown_kid', 'unknown_number']);

/** The account is theirs, or the name is, and no other party's (matching 8). */
const isSureParty = (level: string): boolean =>
  level === 'account_equal' ||
  level === 'org_equal' ||
  /^account_(?:shared|unlisted|unknown)\/name_(?:equal|over_93)$/.test(level);

const partOf = {
  single: 'full',
  partial: 'part',
  over: 'part',
  fee: 'full',
  rounding: 'full',
  subset: 'sum',
  net_of_credit: 'sum',
  converted: 'full',
  credit_paid_out: 'full',
  duplicate: 'full',
  refund: 'full',
  own_transfer: 'full',
  none: 'full',
} as const satisfies Record<HypothesisKind, Part>;

/** No other open item of the party explains it the same way. */
export function isOnlyOne({ taken, members }: Answer, chances: LedgerChances): boolean {
  const [item] = taken.items;
  if (item === undefined) return false;
  const part = partOf[taken.kind];
  if (part === 'sum') return taken.solutions === 1;
  const { partyId, currency, residualMinor } = item;
  if (part === 'part') return chances.partyOpenCount(partyId, item.side, currency) <= members.length;
  // A credit note paid out competes with what the party is paid for on the other side.
  const isCredit = taken.kind === 'credit_paid_out';
  const side = isCredit ? otherSide(item.side) : item.side;
  const alike = chances.partyEqualAmountCount(partyId, side, currency, residualMinor);
  return alike <= (isCredit ? 0 : members.length);
}

export const otherSide = (side: LedgerSide): LedgerSide => (side === 'receivable' ? 'payable' : 'receivable');
