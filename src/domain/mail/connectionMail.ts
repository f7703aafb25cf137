import type { MailLocale } from './mailText.ts';

/** What the mails about a connection have in common. */
export interface ConnectionMail {
  readonly locale: MailLocale;
  readonly clientName: string | null;
  /** As people call the bank. */
  readonly bankName: string;
  /** Where the ERP wants people to come back to; null: it has not said. */
  readonly returnUrl: string | null;
}
