import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';
/** Standard Webhooks asks for 24 to 64. */
const secretBytes = 32;

/** A new secret of an endpoint, as its owner gets to see it once: `whsec_` and base64. */
export const generateWebhookSecret = (): string => `${prefix}${randomBytes(secretBytes).toString('base64')}`;

export interface SignedMessage {
  /** The event's id, the same at each try. */
  readonly id: string;
  /** Epoch seconds of the try. */
  readonly timestamp: number;
  readonly body: string;
}

/** `webhook-signature` (Standard Webhooks 1.0, symmetric): one `v1` signature for each secret, newest first. */
export const signWebhook = (secrets: readonly string[], { id, timestamp, body }: SignedMessage): string =>
  secrets.map((secret) => `v1,${hmac(secret, `${id}.${timestamp}.${body}`)}`).join(' ');

const hmac = (secret: string, content: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
    .update(content, 'utf8')
    .digest('base64');
