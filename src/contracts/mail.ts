export interface QueueMailsInput {
  /** The last client that was looked at; absent: from the first. */
  readonly afterClientId?: string;
}

/** What one lot of clients came to. */
export interface QueuedMails {
  readonly queued: number;
  /** Where the next lot begins; null: there is none. */
  readonly lastClientId: string | null;
}

/** What one lot of mails came to. */
export interface SentMails {
  /** Mails that are done: at least one address took it. */
  readonly sent: number;
  /** Mails that nobody took, or whose time is over. */
  readonly givenUp: number;
  /** Addresses that the mail server refused for good. */
  readonly refused: number;
  /** Mails that are tried again later. */
  readonly waiting: number;
  /** Why the mail server cannot be used at all, as a code; null: it can. */
  readonly serverDown: string | null;
  /** Whether others are due just now. */
  readonly more: boolean;
}

export interface MailCounts extends Omit<SentMails, 'more'> {
  readonly queued: number;
}
