import { Context } from '@temporalio/activity';
import type { DeliverInput, DeliveryCounts } from '../../contracts/webhooks.ts';
import { deleteOldEvents } from '../../db/sql/webhooks/deleteOldEvents.ts';
import { type SettledDelivery, settleDeliveries } from '../../db/sql/webhooks/settleDeliveries.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import { callTimeoutMs } from '../../webhooks/webhookSender.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import type { DeliveryDeps } from './deliveryDeps.ts';
import { type TakenDelivery, takeDeliveries } from './takeDeliveries.ts';
import { tryDelivery } from './tryDelivery.ts';

/** Tries under way at once: mostly they wait. */
const places = 128;
/** Events and deliveries that a round deletes when their 30 days are over (E-18): more in a day than are ever written. */
const oldAtOnce = 1_000;
/** How long an event waits at most before it is seen. */
const lookMs = 1_000;

/**
 * Hands events on and delivers them (D-10), for `lastsMs` and as long as the last tries take: a round of polling costs
 * Temporal no more than one look. Each try is claimed, made, and then recorded: who dies in between causes one more with
 * the same `webhook-id`. Any number may run at once. Towards its end it leaves out endpoints that fail: the last tries are
 * waited for, and one that hangs would hold up the others' events meanwhile.
 */
export const createDeliverEvents =
  (deps: DeliveryDeps) =>
  async ({ lastsMs }: DeliverInput): Promise<DeliveryCounts> => {
    const round = createRound(deps);
    const { cancellationSignal } = Context.current();
    const isOver = (): boolean => deps.stopping?.aborted === true || cancellationSignal.aborted;
    const endsMs = performance.now() + lastsMs;
    const quietMs = Math.min(callTimeoutMs, lastsMs / 2);
    await whileHeartbeating(
      () => round.counts().delivered,
      async () => {
        let isFirst = true;
        do {
          await round.settle();
          const began = await round.begin({ failingToo: isFirst || performance.now() < endsMs - quietMs });
          isFirst = false;
          if (began === 0 && !round.hasEnded()) await round.change(Math.min(lookMs, endsMs - performance.now()));
        } while (!isOver() && performance.now() < endsMs);
        await round.drain();
        await acrossClients(deps.orm.em, (em) => deleteOldEvents(em, { limit: oldAtOnce }));
      },
    );
    return round.counts();
  };

const asleep = (): void => undefined;

function createRound(deps: DeliveryDeps) {
  const { orm, clock, failpoint = () => undefined } = deps;
  const busy = new Map<string, number>();
  const inFlight = new Set<Promise<unknown>>();
  let failure: unknown;
  let ended: readonly SettledDelivery[] = [];
  let counts: DeliveryCounts = { events: 0, delivered: 0, retried: 0, failed: 0 };
  let wake = asleep;

  const occupy = (endpointId: string, by: 1 | -1): void => {
    busy.set(endpointId, (busy.get(endpointId) ?? 0) + by);
  };
  const make = async (taken: TakenDelivery): Promise<void> => {
    const { endpointId } = taken.delivery;
    occupy(endpointId, 1);
    try {
      const end = await tryDelivery(deps, taken);
      failpoint('outbox.sent');
      ended = [...ended, end];
    } catch (error) {
      failure ??= error;
    } finally {
      occupy(endpointId, -1);
      wake();
    }
  };
  const begin = (taken: TakenDelivery): void => {
    const flight = make(taken).then(() => {
      inFlight.delete(flight);
      return undefined;
    });
    inFlight.add(flight);
  };

  /** Records the tries that have ended. */
  const settle = async (): Promise<void> => {
    if (failure !== undefined) throw failure;
    const now = ended;
    if (now.length === 0) return;
    ended = [];
    failpoint('outbox.before_mark');
    await acrossClients(orm.em, (em) => settleDeliveries(em, now, { at: new Date(clock.now()) }));
    const of = (status: SettledDelivery['status']): number => now.filter((one) => one.status === status).length;
    counts = {
      ...counts,
      delivered: counts.delivered + of('delivered'),
      retried: counts.retried + of('pending'),
      failed: counts.failed + of('failed'),
    };
  };

  return {
    counts: () => counts,
    hasEnded: () => ended.length > 0,
    settle,
    /** Begins the tries that are due and have a place; returns how much there was to do. */
    async begin({ failingToo }: { readonly failingToo: boolean }): Promise<number> {
      const { dispatched, deliveries } = await takeDeliveries(orm, {
        nowMs: clock.now(),
        places: places - inFlight.size,
        busy,
        failingToo,
      });
      if (deliveries.length > 0) failpoint('outbox.claimed');
      counts = { ...counts, events: counts.events + dispatched.events };
      for (const taken of deliveries) begin(taken);
      return dispatched.events + deliveries.length;
    },
    /** Until a try has ended, `ms` at most. */
    async change(ms: number): Promise<void> {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(ms, 0));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = asleep;
    },
    /** Waits for the tries under way, each within its own deadline, and records them. */
    async drain(): Promise<void> {
      await Promise.all(inFlight);
      await settle();
    },
  };
}
