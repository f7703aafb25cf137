/** What a mail tells of (contract 3.2). */
export const mailKinds = ['review_digest', 'consent_expiring', 'needs_reconsent', 'connection_broken'] as const;
export type MailKind = (typeof mailKinds)[number];
