import { constantTimeEqual } from './constantTime.ts';

/** The rule that a `SECRET_KEY` breaks, in words for the person who sets it; never the value (B-9). */
export type WeakSecretRule =
  | 'must not be a placeholder'
  | 'must have at least 32 bytes'
  | 'must have at least 16 different characters'
  | 'must have at least 128 bits of entropy'
  | 'must not be used for anything else';

const placeholders =
  /change[-_ ]?me|change[-_ ]?in[-_ ]?production|your[-_ ]?secret|secret[-_ ]?key[-_ ]?here|placeholder|example|replace[-_ ]?(me|this)|insert[-_ ]?(your|secret)|password/i;

const apiKeyForm = /^kontosync_[a-z0-9]+_[0-9a-f]{16}_/;

/** Shannon's entropy of the characters' frequencies, times the length: an upper bound that catches repetition. */
function entropyBits(secret: string): number {
  const characters = Array.from(secret);
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / characters.length), 0);
}

/**
 * The first broken rule, or `null`. `others`: secrets with another purpose (`DNB_CLIENT_SECRET`, API keys). Production
 * refuses to start, sandbox warns (B-9).
 */
export function weakSecretRule(secret: string, others: readonly string[] = []): WeakSecretRule | null {
  if (placeholders.test(secret)) return 'must not be a placeholder';
  if (Buffer.byteLength(secret, 'utf8') < 32) return 'must have at least 32 bytes';
  if (new Set(secret).size < 16) return 'must have at least 16 different characters';
  if (entropyBits(secret) < 128) return 'must have at least 128 bits of entropy';
  // One of ours, though its principal is not known here: an API key travels with each request.
  if (apiKeyForm.test(secret)) return 'must not be used for anything else';
  if (others.some((other) => constantTimeEqual(secret, other))) return 'must not be used for anything else';
  return null;
}
