import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { MailCounts, QueuedMails, SentMails } from '../contracts/mail.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { housekeeping } from './proxies.ts';

/** Lots of mails in one hour: what is left waits for the next. */
const mostLots = 200;

/**
 * Writes the mails that clients are to get by now, and sends those that are due (contract 3.2). The Schedule brings the
 * next look in an hour, also for those that could not be sent.
 */
export async function mailWorkflow(): Promise<MailCounts> {
  let queued = 0;
  let lastClientId: string | null = null;
  do {
    const lot: QueuedMails = await housekeeping.queueMails(
      lastClientId === null ? {} : { afterClientId: lastClientId },
    );
    queued += lot.queued;
    ({ lastClientId } = lot);
  } while (lastClientId !== null);

  let counts: MailCounts = { queued, sent: 0, givenUp: 0, refused: 0, waiting: 0, serverDown: null };
  let more = true;
  for (let lots = 0; more && lots < mostLots; lots += 1) {
    const lot: SentMails = await housekeeping.sendMails();
    ({ more } = lot);
    counts = {
      queued,
      sent: counts.sent + lot.sent,
      givenUp: counts.givenUp + lot.givenUp,
      refused: counts.refused + lot.refused,
      waiting: counts.waiting + lot.waiting,
      serverDown: lot.serverDown,
    };
  }
  if (counts.serverDown !== null) upsertSearchAttributes([{ key: searchAttributes.stage, value: 'alert' }]);
  setCurrentDetails(
    [
      `**Written:** ${counts.queued}`,
      `**Sent:** ${counts.sent}, given up: ${counts.givenUp}, tried again later: ${counts.waiting}`,
      `**Addresses refused:** ${counts.refused}`,
      ...(counts.serverDown === null ? [] : [`**The mail server cannot be used:** ${counts.serverDown}`]),
    ].join('\n\n'),
  );
  return counts;
}
