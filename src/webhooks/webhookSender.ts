import { Agent, request } from 'undici';
import { badServerCertificate, codeOf } from '../bank/networkFailure.ts';
import { retryAfterMs } from '../bank/retryAfter.ts';
import type { DeliveryAnswer, DeliveryFailure } from '../domain/webhooks/decideDelivery.ts';
import { longestRetryAfterMs } from '../domain/webhooks/retryPlan.ts';
import { createGuardedConnector, type Resolve, resolveBySystem } from './guardedConnector.ts';
import { type WebhookReach, webhookUrlRule } from './webhookUrl.ts';

/** D-10: the whole call. */
export const callTimeoutMs = 15_000;
const connectTimeoutMs = 5_000;
/** C-16: what is read of an answer, which nobody looks at. */
const maxAnswerBytes = 64 * 1024;

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookSender {
  /** Posts once and says what came of it; throws nothing. */
  send(call: WebhookCall): Promise<DeliveryAnswer>;
  close(): Promise<void>;
}

/** Posts webhooks: follows no redirect, decompresses nothing, reads 64 KiB at most, reaches allowed addresses only. */
export function createWebhookSender(
  reach: WebhookReach,
  {
    timeoutMs = callTimeoutMs,
    resolve = resolveBySystem,
  }: { readonly timeoutMs?: number; readonly resolve?: Resolve } = {},
): WebhookSender {
  const agent = new Agent({
    connect: createGuardedConnector(reach, { resolve, timeoutMs: Math.min(connectTimeoutMs, timeoutMs) }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Short, as a connection that the other side has closed costs a try.
    keepAliveTimeout: 4_000,
  });
  return {
    async send({ url, headers, body }) {
      // Once more: it may have been stored under other settings.
      if (webhookUrlRule(url, reach) !== null) return { kind: 'unanswered', code: 'address_refused' };
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'accept-encoding': 'identity',
            'user-agent': 'Kontosync-Webhooks/1',
            ...headers,
          },
          body,
          signal: deadline,
        });
        await answer.body.dump({ limit: maxAnswerBytes, signal: deadline });
        const asked = answer.headers['retry-after'];
        return {
          kind: 'answered',
          httpStatus: answer.statusCode,
          retryAfterMs: retryAfterMs(typeof asked === 'string' ? asked : undefined, Date.now(), longestRetryAfterMs),
        };
      } catch (error) {
        return { kind: 'unanswered', code: deadline.aborted ? 'timed_out' : failureOf(codeOf(error) ?? '') };
      }
    },
    close: () => agent.destroy(),
  };
}

const byCode: Readonly<Record<string, DeliveryFailure>> = {
  ADDRESS_REFUSED: 'address_refused',
  ENOTFOUND: 'host_unknown',
  EAI_AGAIN: 'host_unknown',
  ECONNREFUSED: 'connection_refused',
  ETIMEDOUT: 'timed_out',
};

function failureOf(code: string): DeliveryFailure {
  if (badServerCertificate.test(code)) return 'certificate_refused';
  return byCode[code] ?? (code.endsWith('_TIMEOUT') ? 'timed_out' : 'connection_failed');
}
