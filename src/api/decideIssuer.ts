import type { AuthorizationIssuer } from '../bank/port.ts';

export type IssuerDecision =
  | { readonly kind: 'accepted'; readonly reason: 'same' | 'not_said' | 'none_known' }
  | { readonly kind: 'refused'; readonly reason: 'other_issuer' | 'missing' };

/** RFC 9207: whether a callback comes from the bank that the person was sent to. Compared as text, as it says. */
export function decideIssuer(iss: string | undefined, expected: AuthorizationIssuer | null): IssuerDecision {
  if (expected === null) return { kind: 'accepted', reason: 'none_known' };
  if (iss === undefined)
    return expected.required ? { kind: 'refused', reason: 'missing' } : { kind: 'accepted', reason: 'not_said' };
  return iss === expected.issuer ? { kind: 'accepted', reason: 'same' } : { kind: 'refused', reason: 'other_issuer' };
}
