/** how long refusals of different connections count together. */
export const massWindowMs = 10 * 60_000;
const massCount = 20;
const massShare = 0.05;

export interface RefusalFacts {
  /** Connections whose refresh the bank has refused within the window, and those that it has answered at all. */
  readonly refused: number;
  readonly answered: number;
  /** When it was a mass last, of the incident that is open; null: there is none. */
  readonly lastMassMs: number | null;
  readonly nowMs: number;
}

export type RefusalDecision =
  /** The person has ended it: a new consent is asked for. */
  | { readonly kind: 'believe'; readonly reason: 'few' }
  /** The bank's trouble, or ours: nobody is asked. */
  | { readonly kind: 'hold'; readonly reason: 'mass' | 'mass_just_now' };

/** Whether a refused consent is the person's will or one of very many at once. Persons do not act in concert. */
export function decideMassRefusal({ refused, answered, lastMassMs, nowMs }: RefusalFacts): RefusalDecision {
  if (refused >= massCount && refused >= massShare * answered) return { kind: 'hold', reason: 'mass' };
  if (lastMassMs !== null && nowMs - lastMassMs < massWindowMs) return { kind: 'hold', reason: 'mass_just_now' };
  return { kind: 'believe', reason: 'few' };
}
