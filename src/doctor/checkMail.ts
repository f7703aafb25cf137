import type { MailSettings } from '../mail/mailSettings.ts';
import { refusalOfServer } from '../mail/smtpTransport.ts';
import { away, type Finding, good, wrong } from './finding.ts';

/** Whether the mail server takes our login; no mail is sent. */
export async function checkMail({ server }: MailSettings): Promise<Finding> {
  if (server === null) return good('mail server', 'none: mails are files in the data folder');
  const refusal = await refusalOfServer(server);
  if (refusal === null) return good('mail server', 'takes connection and login');
  if (refusal === 'smtp_535' || refusal === 'EAUTH')
    return wrong('mail server', `refuses the login (${refusal})`, 'look at user and password in SMTP_URL');
  if (refusal === 'ETLS') return wrong('mail server', 'no or bad TLS (ETLS)', 'look at docs/operations.md, Mail, TLS');
  return away('mail server', `does not answer (${refusal})`, 'look at host and port in SMTP_URL, and at the firewall');
}
