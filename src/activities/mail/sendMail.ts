import type { ClaimedMail } from '../../db/sql/mails/claimMails.ts';
import type { SettledMail } from '../../db/sql/mails/settleMails.ts';
import type { MailText } from '../../domain/mail/mailText.ts';
import type { MailTransport, SendOutcome } from '../../mail/mailTransport.ts';
import { messageIdOf, recipientDigest } from '../../mail/messageId.ts';

export interface MailToAll {
  readonly mail: ClaimedMail;
  readonly text: MailText;
  readonly locale: 'nb' | 'en';
  readonly recipients: readonly string[];
  readonly sender: string;
}

export interface SentToAll extends SettledMail {
  readonly serverDown: string | null;
}

/**
 * One mail to each of its addresses, as a message of its own: none learns of the others, and one that is refused stops no
 * other. Where no mail goes out at all the rest waits.
 */
export async function sendMail(
  transport: MailTransport,
  { mail, text, locale, recipients, sender }: MailToAll,
): Promise<SentToAll> {
  const settled = [...mail.settled];
  const codes: string[] = [];
  const count = { accepted: 0, refused: 0, later: 0 };
  for (const to of recipients) {
    const digest = recipientDigest(to);
    if (settled.includes(digest)) continue;
    const messageId = messageIdOf(mail.id, to, sender);
    const outcome: SendOutcome = await transport.send({ ...text, messageId, to, locale, dateMs: mail.createdMs });
    if (outcome.kind !== 'accepted') codes.push(outcome.code);
    if (outcome.kind === 'server_down')
      return { ...partOf(mail.id, settled, count), end: 'waiting', code: outcome.code, serverDown: outcome.code };
    count[outcome.kind] += 1;
    if (outcome.kind !== 'later') settled.push(digest);
  }
  const isDone = count.later === 0;
  const wasTaken = mail.acceptedBefore + count.accepted > 0;
  const end = isDone ? (wasTaken ? 'sent' : 'given_up') : 'waiting';
  return { ...partOf(mail.id, settled, count), end, code: codes.at(-1) ?? null, serverDown: null };
}

const partOf = (
  id: string,
  settled: readonly string[],
  { accepted, refused }: { readonly accepted: number; readonly refused: number },
): Pick<SettledMail, 'id' | 'settled' | 'accepted' | 'refused'> => ({ id, settled, accepted, refused });
