import type { MailTransport } from '../../mail/mailTransport.ts';
import type { ActivityDeps } from '../activityDeps.ts';

export interface MailDeps extends ActivityDeps {
  readonly mail: {
    /** A way out for one lot of mails, closed after it. */
    readonly open: () => MailTransport;
    /** The address in From: its domain makes Message-IDs. */
    readonly sender: string;
  };
}
