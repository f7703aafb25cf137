import { waitAfterTry } from './retryPlan.ts';

/** Why nothing, or nothing usable, was answered. */
export type DeliveryFailure =
  | 'timed_out'
  | 'address_refused'
  | 'host_unknown'
  | 'connection_refused'
  | 'certificate_refused'
  | 'connection_failed'
  /** Ours: the endpoint's secret cannot be read, so nothing was sent. */
  | 'secret_unreadable';

/** What a try came to. */
export type DeliveryAnswer =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'unanswered'; readonly code: DeliveryFailure };

export type DeliveryDecision =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly waitMs: number }
  /** Listed, and may be replayed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The receiver wants no more of them (410): the endpoint is disabled. */
  | { readonly kind: 'gone'; readonly reason: 'gone' };

/** Of these a receiver may say when to come again (D-10). */
const asksToWait: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const reasonOf = (answer: DeliveryAnswer): string => {
  if (answer.kind === 'unanswered') return answer.code;
  return answer.httpStatus >= 300 && answer.httpStatus < 400 ? 'redirected' : 'answered_with_error';
};

/** What becomes of a delivery after its `tries`-th try of the plan (D-10): only 2xx counts, no redirect is followed. */
export function decideDelivery(
  answer: DeliveryAnswer,
  { tries, random }: { readonly tries: number; readonly random: number },
): DeliveryDecision {
  const status = answer.kind === 'answered' ? answer.httpStatus : null;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone', reason: 'gone' };
  const reason = reasonOf(answer);
  const asked = answer.kind === 'answered' && asksToWait.has(answer.httpStatus) ? answer.retryAfterMs : undefined;
  const waitMs = waitAfterTry(tries, { retryAfterMs: asked, random });
  return waitMs === null ? { kind: 'failed', reason } : { kind: 'retry', reason, waitMs };
}
