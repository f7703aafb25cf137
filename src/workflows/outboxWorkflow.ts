import { continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import type { DeliveryCounts, OutboxInput } from '../contracts/webhooks.ts';
import { housekeeping } from './proxies.ts';

/** An idle round costs six events; so many of them are a few hours. */
const defaultRounds = 200;
const defaultRoundMs = 55_000;
const none: DeliveryCounts = { events: 0, delivered: 0, retried: 0, failed: 0 };

/**
 * Delivers events for as long as there are any to come (D-10): rounds of one activity that itself looks into the outbox
 * every second. The Schedule only starts it anew where it has ended; two at once do no harm.
 */
export async function outboxWorkflow({
  roundMs = defaultRoundMs,
  rounds = defaultRounds,
  counts: before = none,
}: OutboxInput = {}): Promise<DeliveryCounts> {
  let counts = before;
  for (let round = 0; round < rounds; round += 1) {
    const made: DeliveryCounts = await housekeeping.deliverEvents({ lastsMs: roundMs });
    counts = {
      events: counts.events + made.events,
      delivered: counts.delivered + made.delivered,
      retried: counts.retried + made.retried,
      failed: counts.failed + made.failed,
    };
    setCurrentDetails(
      [
        `**Events:** ${counts.events}`,
        `**Delivered:** ${counts.delivered}, tried again later: ${counts.retried}`,
        `**Given up:** ${counts.failed}`,
      ].join('\n\n'),
    );
  }
  return continueAsNew<typeof outboxWorkflow>({ roundMs, rounds, counts });
}
