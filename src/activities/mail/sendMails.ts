import type { SentMails } from '../../contracts/mail.ts';
import { readClient, type StoredClient } from '../../db/sql/clients/readClient.ts';
import { type ClaimedMail, claimMails } from '../../db/sql/mails/claimMails.ts';
import { type DueMail, listDueMails } from '../../db/sql/mails/listDueMails.ts';
import { settleMails } from '../../db/sql/mails/settleMails.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { decideSending } from '../../domain/mail/decideSending.ts';
import type { MailLocale } from '../../domain/mail/mailText.ts';
import { writeMail } from '../../domain/mail/writeMail.ts';
import type { MailTransport } from '../../mail/mailTransport.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from '../reconcile/atMost.ts';
import { perClient } from '../reconcile/perClient.ts';
import type { MailDeps } from './mailDeps.ts';
import { type SentToAll, sendMail } from './sendMail.ts';

const role = 'kontosync_worker' as const;
const lotSize = 100;
const inFlight = 4;
/** Longer than a lot may take: until then nobody else sends what this one has taken. */
const claimMs = 30 * 60_000;
const retryMs = 10 * 60_000;

/** Taken, but no mail goes out just now. */
const untried = ({ id, settled }: ClaimedMail, code: string): SentToAll => ({
  id,
  end: 'waiting',
  settled,
  accepted: 0,
  refused: 0,
  code,
  serverDown: code,
});

/**
 * Sends one lot of the mails that are due. Each row is taken first, sent, and then recorded: who dies in between causes
 * one more attempt with the same Message-ID. A mail server that is away leaves all of them for the next hour.
 */
export const createSendMails = ({ orm, bank, clock, logger, mail, failpoint = () => undefined }: MailDeps) => {
  const bankName = (key: string | null): string => {
    const { bank: own, displayName } = bank.descriptor;
    return key === null || key === own ? displayName : key.toUpperCase();
  };

  async function sendOne(transport: MailTransport, claimed: ClaimedMail, client: StoredClient): Promise<SentToAll> {
    const recipients = [...new Set(client.notification_emails)];
    const decision = decideSending({ ...claimed, recipients: recipients.length }, clock.now());
    if (decision.kind === 'give_up') {
      const { id, acceptedBefore } = claimed;
      const end = acceptedBefore > 0 ? 'sent' : 'given_up';
      return { id, end, settled: [], accepted: 0, refused: 0, code: decision.reason, serverDown: null };
    }
    const locale: MailLocale = client.locale === 'en' ? 'en' : 'nb';
    const text = writeMail(claimed, {
      locale,
      clientName: client.name,
      bankName: bankName(claimed.bank),
      returnUrl: client.return_urls[0] ?? null,
    });
    return sendMail(transport, { mail: claimed, text, locale, recipients, sender: mail.sender });
  }

  async function sendOfClient(
    transport: MailTransport,
    clientId: string,
    due: readonly DueMail[],
  ): Promise<readonly SentToAll[]> {
    const at = new Date(clock.now());
    const { claimed, client } = await withClient(orm.em, { clientId, role }, async (em) => ({
      client: await readClient(em, clientId),
      claimed: await claimMails(em, clientId, {
        mailIds: due.map(({ mailId }) => mailId),
        at,
        until: new Date(at.getTime() + claimMs),
      }),
    }));
    if (client === null || claimed.length === 0) return [];
    const sent: SentToAll[] = [];
    let down: string | null = null;
    for (const one of claimed) {
      const end: SentToAll = down === null ? await sendOne(transport, one, client) : untried(one, down);
      down ??= end.serverDown;
      sent.push(end);
    }
    failpoint('mails-sent');
    const retryAt = new Date(clock.now() + retryMs);
    await withClient(orm.em, { clientId, role }, (em) =>
      settleMails(em, clientId, { mails: sent, at: new Date(clock.now()), retryAt }),
    );
    for (const { id, end, refused, code } of sent)
      if (code !== null) logger.warn({ client_id: clientId, mail_id: id, end, refused, error_code: code }, 'mail');
    return sent;
  }

  return async (): Promise<SentMails> => {
    const at = new Date(clock.now());
    const due = await acrossClients(orm.em, (em) => listDueMails(em, { at, limit: lotSize }));
    const transport = mail.open();
    const sent: SentToAll[] = [];
    let serverDown: string | null = null;
    const work = async ([clientId, ofClient]: readonly [string, readonly DueMail[]]): Promise<void> => {
      if (serverDown !== null) return;
      const ends = await sendOfClient(transport, clientId, ofClient);
      sent.push(...ends);
      serverDown ??= ends.find((end) => end.serverDown !== null)?.serverDown ?? null;
    };
    try {
      await whileHeartbeating(
        () => sent.length,
        () => atMost(inFlight, perClient(due), work),
      );
    } finally {
      await transport.close();
    }
    if (serverDown !== null) logger.error({ alert: 'mail_server_down', error_code: serverDown }, 'mail');
    const ended = (end: SentToAll['end']): number => sent.filter((one) => one.end === end).length;
    return {
      sent: ended('sent'),
      givenUp: ended('given_up'),
      refused: sent.reduce((sum, { refused }) => sum + refused, 0),
      waiting: ended('waiting'),
      serverDown,
      more: due.length === lotSize && serverDown === null,
    };
  };
};
