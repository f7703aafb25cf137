import { connectionBroken } from './connectionBroken.ts';
import type { ConnectionMail } from './connectionMail.ts';
import { consentExpiring } from './consentExpiring.ts';
import type { MailFacts } from './mailFacts.ts';
import type { MailText } from './mailText.ts';
import { needsReconsent } from './needsReconsent.ts';
import { reviewDigest } from './reviewDigest.ts';

/** The text of a mail in the client's language. */
export function writeMail(mail: MailFacts, reader: ConnectionMail): MailText {
  switch (mail.kind) {
    case 'review_digest':
      return reviewDigest(mail.facts, reader);
    case 'consent_expiring':
      return consentExpiring(mail.facts, reader);
    case 'needs_reconsent':
      return needsReconsent(mail.facts, reader);
    case 'connection_broken':
      return connectionBroken(mail.facts, reader);
  }
}
