import { createHash } from 'node:crypto';

/** How an address stands in a mail's row. */
export const recipientDigest = (address: string): string => createHash('sha256').update(address).digest('hex');

/**
 * The Message-ID of a mail to an address: made of its row's id, so that each attempt has the same (RFC 5322, 3.6.4). The
 * right side is the sender's domain.
 */
export const messageIdOf = (mailId: string, address: string, sender: string): string =>
  `${mailId}.${recipientDigest(`${mailId} ${address}`).slice(0, 8)}@${sender.slice(sender.lastIndexOf('@') + 1)}`;
