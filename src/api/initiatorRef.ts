import { createHash } from 'node:crypto';

/** What is kept of an `initiator_ref` and compared at connect: it may name a person, so its hash only. */
export const hashInitiatorRef = (text: string): Buffer => createHash('sha256').update(text).digest();
