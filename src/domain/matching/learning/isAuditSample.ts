import { createHash } from 'node:crypto';

/** One in so many autos is shown to be checked (matching 9). */
const oneIn = 50;

/**
 * Whether an auto is of the audit sample: drawn when it is decided, by a hash of the match's id, so that neither the
 * evidence nor the outcome has a say in it.
 */
export const isAuditSample = (matchId: string): boolean =>
  createHash('sha256').update(matchId).digest().readUInt32BE(0) < 2 ** 32 / oneIn;
