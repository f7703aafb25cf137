import type { MailLocale, MailText } from '../domain/mail/mailText.ts';

export interface OutgoingMail extends MailText {
  /** Without angle brackets. The same for each attempt, so that a receiver drops what comes a second time. */
  readonly messageId: string;
  readonly to: string;
  readonly locale: MailLocale;
  /** Epoch milliseconds; of the mail, not of the attempt. */
  readonly dateMs: number;
}

/**
 * What became of one mail to one address. `code` is ours or a number of SMTP, never a server's words, which may repeat the
 * address or the text.
 */
export type SendOutcome =
  | { readonly kind: 'accepted' }
  /** This address, or this text, will never be taken. */
  | { readonly kind: 'refused'; readonly code: string }
  /** This address is to be tried again. */
  | { readonly kind: 'later'; readonly code: string }
  /** No mail goes out at all just now. */
  | { readonly kind: 'server_down'; readonly code: string };

/** The way out. Failures of sending are outcomes; it throws only what nobody foresaw. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<SendOutcome>;
  close(): Promise<void>;
}
