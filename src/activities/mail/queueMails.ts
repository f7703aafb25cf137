import type { EventType } from '../../contracts/events.ts';
import type { QueuedMails, QueueMailsInput } from '../../contracts/mail.ts';
import { insertMails } from '../../db/sql/mails/insertMails.ts';
import { listClientsToTell } from '../../db/sql/mails/listClientsToTell.ts';
import { listToldConnections } from '../../db/sql/mails/listToldConnections.ts';
import { readReviewQueue } from '../../db/sql/mails/readReviewQueue.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { digestDay, digestSubject } from '../../domain/mail/digestDay.ts';
import { planMails } from '../../domain/mail/planMails.ts';
import { firstUuidAt } from '../../domain/uuidTime.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from '../reconcile/atMost.ts';

const role = 'kontosync_worker' as const;
const lotSize = 500;
const inFlight = 4;
/** So long a notice is made up for where this job did not run; the next one tells more than an older one. */
const eventAgeMs = 48 * 3_600_000;
const eventTypes: readonly EventType[] = [
  'connection.expiring',
  'connection.needs_reconsent',
  'connection.needs_operator',
];

/**
 * Writes the mails that the clients of one lot are to get by now (contract 3.2): each once, however often this runs and
 * however many run it at once.
 */
export const createQueueMails =
  ({ orm, bank, clock }: ActivityDeps) =>
  async ({ afterClientId }: QueueMailsInput): Promise<QueuedMails> => {
    const nowMs = clock.now();
    const { timeZone } = bank.descriptor;
    const day = digestDay(nowMs, timeZone);
    const sinceEventId = firstUuidAt(nowMs - eventAgeMs);
    const clientIds = await acrossClients(orm.em, (em) =>
      listClientsToTell(em, {
        sinceEventId,
        eventTypes,
        digestSubject: day === null ? null : digestSubject(day),
        afterClientId: afterClientId ?? null,
        limit: lotSize,
      }),
    );
    let queued = 0;
    const queue = async (clientId: string): Promise<void> => {
      const ids = await withClient(orm.em, { clientId, role }, async (em) => {
        const waiting = day === null ? null : await readReviewQueue(em, clientId);
        const connections = await listToldConnections(em, clientId, { sinceEventId, eventTypes });
        const mails = planMails({ queue: waiting, connections }, { nowMs, timeZone });
        return insertMails(em, clientId, { mails, at: new Date(nowMs) });
      });
      queued += ids.length; // added after the wait: others have added meanwhile
    };
    await whileHeartbeating(
      () => queued,
      () => atMost(inFlight, clientIds, queue),
    );
    return { queued, lastClientId: clientIds.length === lotSize ? (clientIds.at(-1) ?? null) : null };
  };
