import type { MikroORM } from '@mikro-orm/postgresql';
import { type ClaimedDelivery, claimDeliveries } from '../../db/sql/webhooks/claimDeliveries.ts';
import { type DispatchedEvents, dispatchEvents } from '../../db/sql/webhooks/dispatchEvents.ts';
import { readEndpointSecrets, type StoredEndpointSecret } from '../../db/sql/webhooks/endpointSecret.ts';
import { readEventsToSend, type StoredEvent } from '../../db/sql/webhooks/readEventsToSend.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { atMost } from '../reconcile/atMost.ts';
import { perClient } from '../reconcile/perClient.ts';

const eventsALook = 1_000;
const perEndpoint = 8;
/** Longer than a try may take and be recorded: until then nobody else sends what this one has taken. */
const claimMs = 60_000;
const readsAtOnce = 4;

/** A try to be made, with all that it needs. */
export interface TakenDelivery {
  readonly delivery: ClaimedDelivery;
  readonly event: StoredEvent;
  readonly endpoint: StoredEndpointSecret;
}

export interface Taken {
  readonly dispatched: DispatchedEvents;
  readonly deliveries: readonly TakenDelivery[];
}

export interface TakeOptions {
  readonly nowMs: number;
  readonly places: number;
  /** Tries under way, by endpoint. */
  readonly busy: ReadonlyMap<string, number>;
  /** Whether endpoints whose last try failed get another one now. */
  readonly failingToo: boolean;
}

/** Hands new events on, and takes what is due: at most `places` in all, fewer for each endpoint. */
export async function takeDeliveries(orm: MikroORM, { nowMs, places, busy, failingToo }: TakeOptions): Promise<Taken> {
  const at = new Date(nowMs);
  const { dispatched, claimed, endpoints } = await acrossClients(orm.em, async (em) => {
    const handedOn = await dispatchEvents(em, { at, limit: eventsALook });
    const due = await claimDeliveries(em, {
      at,
      until: new Date(nowMs + claimMs),
      limit: places,
      perEndpoint,
      perFailing: failingToo ? 1 : 0,
      busy,
    });
    const wanted = [...new Set(due.map(({ endpointId }) => endpointId))];
    return {
      dispatched: handedOn,
      claimed: due,
      endpoints: wanted.length === 0 ? [] : await readEndpointSecrets(em, wanted),
    };
  });
  const endpointById = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const deliveries: TakenDelivery[] = [];
  // What an event says only its client's own transaction may read (C-5).
  await atMost(readsAtOnce, perClient(claimed), async ([clientId, ofClient]) => {
    const events = await withClient(orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      readEventsToSend(
        em,
        clientId,
        ofClient.map(({ eventId }) => eventId),
      ),
    );
    const eventById = new Map(events.map((event) => [event.id, event]));
    for (const delivery of ofClient) {
      const event = eventById.get(delivery.eventId);
      const endpoint = endpointById.get(delivery.endpointId);
      // One that was deleted since is nobody's to hear of.
      if (event !== undefined && endpoint !== undefined) deliveries.push({ delivery, event, endpoint });
    }
  });
  return { dispatched, deliveries };
}
