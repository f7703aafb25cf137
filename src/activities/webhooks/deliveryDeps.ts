import type { WebhookSender } from '../../webhooks/webhookSender.ts';
import type { ActivityDeps } from '../activityDeps.ts';

export interface DeliveryDeps extends ActivityDeps {
  readonly webhooks: WebhookSender;
  /** Aborted when the process is to stop: a round of deliveries then ends at once, not when its grace is over. */
  readonly stopping?: AbortSignal;
}
