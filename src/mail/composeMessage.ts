import type { SendMailOptions } from 'nodemailer';
import type { MailSender } from './mailSettings.ts';
import type { OutgoingMail } from './mailTransport.ts';

/** The message as the library takes it, which folds and encodes every header. */
export const composeMessage = (mail: OutgoingMail, from: MailSender): SendMailOptions => ({
  from: { name: from.name, address: from.address },
  to: { name: '', address: mail.to },
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  messageId: `<${mail.messageId}>`,
  date: new Date(mail.dateMs),
  headers: {
    // RFC 3834, and Exchange's own: no out-of-office answers.
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'Content-Language': mail.locale,
  },
  disableFileAccess: true,
  disableUrlAccess: true,
});
