import type { SettledDelivery } from '../../db/sql/webhooks/settleDeliveries.ts';
import { type DeliveryAnswer, decideDelivery } from '../../domain/webhooks/decideDelivery.ts';
import { eventBody } from '../../domain/webhooks/eventBody.ts';
import { DecryptionFailed, InvalidToken } from '../../security/securityErrors.ts';
import { signWebhook } from '../../security/webhookSignature.ts';
import { openSecrets } from '../../webhooks/endpointSecrets.ts';
import type { DeliveryDeps } from './deliveryDeps.ts';
import type { TakenDelivery } from './takeDeliveries.ts';

type Deps = Pick<DeliveryDeps, 'webhooks' | 'cipher' | 'clock' | 'logger'>;

/** Makes one try and says what is to be recorded of it. The event's id is the message's at each try (D-10). */
export async function tryDelivery(deps: Deps, taken: TakenDelivery): Promise<SettledDelivery> {
  const { delivery } = taken;
  const sentMs = deps.clock.now();
  const startedMs = performance.now();
  const answer = await post(deps, taken, sentMs);
  const durationMs = Math.round(performance.now() - startedMs);
  const decision = decideDelivery(answer, { tries: delivery.tries, random: Math.random() });
  const httpStatus = answer.kind === 'answered' ? answer.httpStatus : null;
  const errorCode = decision.kind === 'delivered' ? null : decision.reason;
  if (decision.kind !== 'delivered')
    deps.logger.warn(
      {
        client_id: delivery.clientId,
        endpoint_id: delivery.endpointId,
        delivery_id: delivery.id,
        try: delivery.tries,
        end: decision.kind,
        http_status: httpStatus,
        error_code: errorCode,
      },
      'webhook',
    );
  const status = { delivered: 'delivered', retry: 'pending', failed: 'failed', gone: 'failed' } as const;
  return {
    id: delivery.id,
    clientId: delivery.clientId,
    attempts: delivery.attempts,
    status: status[decision.kind],
    nextAttemptAt: decision.kind === 'retry' ? new Date(deps.clock.now() + decision.waitMs) : null,
    gone: decision.kind === 'gone',
    attempt: {
      at: new Date(sentMs).toISOString(),
      duration_ms: durationMs,
      http_status: httpStatus,
      error_code: errorCode,
    },
  };
}

async function post(
  { webhooks, cipher }: Deps,
  { event, endpoint }: TakenDelivery,
  sentMs: number,
): Promise<DeliveryAnswer> {
  try {
    const secrets = await openSecrets(cipher, endpoint, sentMs);
    const timestamp = Math.floor(sentMs / 1_000);
    const body = eventBody(event);
    return await webhooks.send({
      url: endpoint.url,
      headers: {
        'webhook-id': event.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(secrets, { id: event.id, timestamp, body }),
      },
      body,
    });
  } catch (error) {
    if (error instanceof DecryptionFailed || error instanceof InvalidToken)
      return { kind: 'unanswered', code: 'secret_unreadable' };
    throw error;
  }
}
