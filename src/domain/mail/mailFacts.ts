import type { ConnectionBrokenFacts } from './connectionBroken.ts';
import type { ConsentExpiringFacts } from './consentExpiring.ts';
import type { NeedsReconsentFacts } from './needsReconsent.ts';
import type { ReviewDigestFacts } from './reviewDigest.ts';

/** What a stored mail is about: the counts and dates that its text is made of. */
export type MailFacts =
  | { readonly kind: 'review_digest'; readonly facts: ReviewDigestFacts }
  | { readonly kind: 'consent_expiring'; readonly facts: ConsentExpiringFacts }
  | { readonly kind: 'needs_reconsent'; readonly facts: NeedsReconsentFacts }
  | { readonly kind: 'connection_broken'; readonly facts: ConnectionBrokenFacts };
