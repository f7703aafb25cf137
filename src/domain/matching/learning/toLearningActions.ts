import { answerOfLogged, itemsOfLogged } from './answerOfLogged.ts';
import { couldPost } from './judgedProposal.ts';
import type { JudgedProposal, LearningAction } from './learningAction.ts';
import type { LoggedDecision } from './loggedDecision.ts';
import { PayerRecords } from './payerRecords.ts';

/** All proposals of these are shown to a person, whatever they are worth; of others, those that are doubted (matching 8). */
const shadowed: ReadonlySet<string | null> = new Set(['not_certified', 'shadow']);

/** By these a person says what a payment is. */
const answers: ReadonlySet<LoggedDecision['action']> = new Set(['accept', 'allocate', 'no_match', 'import']);

/**
 * A client's stored log, oldest first, as learning takes it (matching 10): pure, so that the log alone decides what was
 * learnt. A payment's first proposal is judged and no later one. An answer that was taken back judges by the one that
 * stands instead; where none does, the proposal was wrong: else a person who accepts and thinks better of it would leave no
 * error behind (matching 8).
 */
export function toLearningActions(log: readonly LoggedDecision[]): readonly LearningAction[] {
  const takenBack = new Set(log.flatMap(({ action, matchId }) => (action === 'undo' ? [matchId] : [])));
  const standing = new Map(
    log
      .filter(({ action, matchId }) => answers.has(action) && !isTakenBack(matchId))
      .map((decision) => [decision.paymentId, decision] as const),
  );
  const records = new PayerRecords();
  const judged = new Set<string>();

  function isTakenBack(matchId: string | null): boolean {
    return matchId !== null && takenBack.has(matchId);
  }

  /** Once a payment; null: there was nothing to judge. */
  function judge(decision: LoggedDecision, right: boolean, isUnbiased: boolean): JudgedProposal | null {
    const { proposal, paymentId } = decision;
    if (proposal === null || !couldPost(proposal.withheldBecause) || judged.has(paymentId)) return null;
    judged.add(paymentId);
    const { evidenceClass, logOdds } = proposal;
    return { evidenceClass: classOf(evidenceClass), logOdds, right, isUnbiased };
  }

  function isRight(decision: LoggedDecision): boolean {
    const { paymentId, proposal, matchId } = decision;
    if (!isTakenBack(matchId)) return isOfProposal(decision);
    const instead = standing.get(paymentId);
    return instead !== undefined && isOfProposal({ ...instead, proposal });
  }

  function learned(decision: LoggedDecision): readonly LearningAction[] {
    const { action, paymentId, at, matchId, proposal } = decision;
    const onPayment = { paymentId, at };
    if (action === 'undo') {
      records.takeBack(matchId);
      return [{ ...onPayment, action: 'undone' }];
    }
    const payer = records.payerOf(decision);
    if (action === 'reject') {
      const judgement = isOfProposal(decision) ? judge(decision, false, isShadowed(decision)) : null;
      return [{ ...onPayment, action: 'rejected', payer, items: itemsOfLogged(decision), proposal: judgement }];
    }
    // Undone in the end, it is a rejection of what was posted and nothing else.
    if (action === 'confirm' && takenBack.has(matchId)) return [];
    const answer = { ...onPayment, ...answerOfLogged(decision, payer) };
    records.add(decision);
    if (action === 'posted') {
      if (proposal === null) return [];
      return [{ ...answer, action, evidenceClass: classOf(proposal.evidenceClass), logOdds: proposal.logOdds }];
    }
    const judgement =
      action === 'confirm'
        ? judge(decision, true, decision.isAuditSample)
        : judge(decision, isRight(decision), isShadowed(decision));
    return [{ ...answer, action: 'confirmed', proposal: judgement }];
  }
  return log.flatMap(learned);
}

const isShadowed = ({ proposal }: LoggedDecision): boolean => shadowed.has(proposal?.withheldBecause ?? null);

/** Of a row that was told in lines, the weakest line's class stands for it. */
const classOf = (evidenceClass: string): string => evidenceClass.replace(/^lines\//, '');

/** The decision is about the same items as the matcher's best, with the same amount of each. */
function isOfProposal({ items, proposal }: LoggedDecision): boolean {
  if (proposal === null) return false;
  const amounts = new Map(items.map(({ itemId, amountMinor }) => [itemId, amountMinor]));
  const { allocations } = proposal;
  return (
    allocations.length === amounts.size &&
    allocations.every(({ itemId, amountMinor }) => amounts.get(itemId) === amountMinor)
  );
}
