import { daysBetween } from '../../calendarDate.ts';
import { type HypothesisKind, hypothesisKinds } from '../decision.ts';
import { type Group, groups } from '../evidence.ts';
import type { Answer, LearnedItem, SeenPayer } from './learningAction.ts';
import type { LoggedDecision } from './loggedDecision.ts';

export const itemsOfLogged = ({ items, bookingDate }: LoggedDecision): readonly LearnedItem[] =>
  items.map(({ itemId, partyId, dueDate }) => ({ itemId, partyId, lagDays: daysBetween(dueDate, bookingDate) }));

/** An answer without an invoice teaches of its payer alone (matching 10). */
export function answerOfLogged(decision: LoggedDecision, payer: SeenPayer): Answer {
  const { items, explanation } = decision;
  if (items.length === 0) return { payer, kind: 'none', items: [], levels: [] };
  return {
    payer,
    kind: hypothesisKinds.find((kind) => kind === explanation?.kind) ?? kindOfAmounts(decision),
    items: itemsOfLogged(decision),
    levels: (explanation?.levels ?? []).flatMap(({ group, level }) => {
      const known: Group | undefined = groups.find((one) => one === group);
      return known === undefined ? [] : [{ group: known, level }];
    }),
  };
}

/** Of what the matcher had not proposed, as far as amounts tell. */
function kindOfAmounts({ items, payer }: LoggedDecision): HypothesisKind {
  const [item, ...others] = items;
  if (item === undefined) return 'none';
  if (others.length > 0) return items.some(({ isCreditNote }) => isCreditNote) ? 'net_of_credit' : 'subset';
  if (item.isCreditNote) return 'credit_paid_out';
  const paidMinor = payer.amountMinor < 0n ? -payer.amountMinor : payer.amountMinor;
  if (item.amountMinor < paidMinor) return 'over';
  if (item.amountMinor > paidMinor) return 'fee';
  return item.amountMinor < item.totalMinor ? 'partial' : 'single';
}
