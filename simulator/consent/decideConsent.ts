import type { SimulatorContext } from '../context.ts';
import type { Consent } from '../state/state.ts';

export type ConsentDecision =
  | { readonly kind: 'grant'; readonly personId: string; readonly accountIds: readonly string[] }
  | { readonly kind: 'deny' };

/** What becomes of a decision: what the bank keeps, and where it sends the person. `null`: nowhere. */
export interface ConsentOutcome {
  readonly decision: ConsentDecision | null;
  readonly redirectUrl: string | null;
}

/**
 * The person has decided on the bank's page. The addresses are the caller's own, verbatim, whatever is in them; `null`
 * where the bank sends the person nowhere.
 */
export function decideConsent(context: SimulatorContext, consent: Consent, decision: ConsentDecision): string | null {
  const { consents, stateFile, faults } = context;
  const { asked, id } = consent;
  if (asked === undefined) return null;
  const addresses = { good: asked.redirectUri, bad: asked.nokRedirectUri ?? asked.redirectUri };
  const truth = { decision, redirectUrl: decision.kind === 'grant' ? addresses.good : addresses.bad };
  const outcome = faults
    .striking('sca', 'sca', null)
    .reduce<ConsentOutcome>((told, { strike }) => strike(told, addresses), truth);
  if (outcome.decision?.kind === 'grant') consents.authorise(id, outcome.decision);
  if (outcome.decision?.kind === 'deny') consents.reject(id);
  stateFile.changed();
  return outcome.redirectUrl;
}
