/** What an ERP may hear of (contract 3.2). */
export const eventTypes = [
  'connection.connected',
  'connection.expiring',
  'connection.needs_reconsent',
  'connection.needs_operator',
  'connection.abandoned',
  'connection.disconnected',
  'accounts.changed',
  'sync.completed',
  'sync.failed',
  'sync.parked',
  'transactions.created',
  'transactions.updated',
  'transactions.withdrawn',
  'match.created',
  'match.undone',
  'review.required',
  'review.resolved',
  'task.created',
] as const;

export type EventType = (typeof eventTypes)[number];

/** What `POST /webhook-endpoints/{id}/test` sends, to that endpoint only. */
export const testEventType = 'webhook.test';
