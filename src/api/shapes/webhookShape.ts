import { z } from 'zod';
import { eventTypes } from '../../contracts/events.ts';
import type { ListedEndpoint } from '../../db/sql/webhooks/endpointColumns.ts';
import type { ListedDelivery } from '../../db/sql/webhooks/listDeliveries.ts';
import { clientId, id, instantText } from './fields.ts';

export const eventType = z.enum(eventTypes);

export const endpointStatus = z.enum(['enabled', 'disabled']);

export const webhookEndpointItem = z
  .object({
    id,
    url: z.string(),
    events: z.array(z.string()).meta({ description: 'Types that it hears of; empty: all' }),
    client_ids: z.array(id).nullable().meta({ description: 'null: every client' }),
    status: endpointStatus,
    disabled_because: z.string().nullable().meta({ description: '`request`, or `gone` after an answer 410' }),
    failing_since: instantText.nullable().meta({ description: 'Since when no try has succeeded' }),
    previous_secret_until: instantText
      .nullable()
      .meta({ description: 'Until then the secret before the last one signs too' }),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'WebhookEndpoint' });

export const presentEndpoint = ({
  all_clients,
  client_ids,
  events,
  ...endpoint
}: ListedEndpoint): z.input<typeof webhookEndpointItem> => ({
  ...endpoint,
  events: [...events],
  client_ids: all_clients ? null : [...client_ids],
});

/** Shown once, at creation and rotation. */
export const webhookSecret = z
  .string()
  .meta({ description: 'Signs the webhooks (Standard Webhooks): shown in this answer only' });

export const deliveryStatus = z.enum(['pending', 'delivered', 'failed']);

export const webhookDeliveryItem = z
  .object({
    id,
    endpoint_id: id,
    event_id: id.meta({ description: '`webhook-id` of each try' }),
    client_id: clientId,
    type: z.string(),
    status: deliveryStatus,
    attempts: z.int(),
    next_attempt_at: instantText.nullable(),
    http_status: z.int().nullable().meta({ description: 'Of the last try; null: nothing was answered' }),
    error_code: z.string().nullable().meta({ description: 'Why the last try did not succeed' }),
    log: z
      .array(
        z.object({
          at: instantText,
          duration_ms: z.int(),
          http_status: z.int().nullable(),
          error_code: z.string().nullable(),
        }),
      )
      .meta({ description: 'The last tries, oldest first' }),
    created_at: instantText,
    finished_at: instantText.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

export const presentDelivery = (delivery: ListedDelivery): z.input<typeof webhookDeliveryItem> => ({
  id: delivery.id,
  endpoint_id: delivery.endpoint_id,
  event_id: delivery.event_id,
  client_id: delivery.client_id,
  type: delivery.type,
  status: delivery.status,
  attempts: delivery.attempts,
  next_attempt_at: delivery.next_attempt_at,
  http_status: delivery.http_status,
  error_code: delivery.error_code,
  log: [...delivery.log],
  created_at: delivery.created_at,
  finished_at: delivery.finished_at,
});

export const eventItem = z
  .object({
    id: id.meta({ description: '`webhook-id` where it is delivered by webhook' }),
    type: eventType,
    timestamp: instantText,
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: '`client_id`, `connection_id`, `sync_run_id`, `ids`, `counts`: ids and counts only' }),
  })
  .meta({ id: 'Event' });
