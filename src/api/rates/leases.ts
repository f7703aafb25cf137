import type { BucketGrant, BucketWish } from '../../db/sql/rates/takeTokens.ts';
import type { Rate } from './rates.ts';

/** Tokens of a bucket that this process has taken and not spent. */
interface Lease {
  left: number;
  /** What is left then is forgotten: other processes have use for it. */
  readonly untilMs: number;
  /** Before it the bucket has none: nobody asks again. */
  readonly emptyUntilMs: number;
}

export type Spending =
  | { readonly kind: 'spent' }
  | { readonly kind: 'refused'; readonly rate: Rate; readonly waitMs: number };

export type TakeTokens = (wishes: readonly BucketWish[]) => Promise<readonly BucketGrant[]>;

const leaseMs = 1_000;
const mostLeases = 10_000;

/** A fifth of a second's worth at once: a busy key costs some five statements a second, however many requests. */
const blockOf = ({ perSecond }: Rate): number => Math.max(1, Math.floor(perSecond / 5));

export interface Leases {
  /** A token of each rate, or the first that has none. Throws what `take` throws. */
  spend(rates: readonly Rate[]): Promise<Spending>;
}

/** Takes tokens in blocks, so that most requests cost no statement (C-9). Requests that wait for a block share it. */
export function createLeases({ take, now }: { readonly take: TakeTokens; readonly now: () => number }): Leases {
  const leases = new Map<string, Lease>();
  const awaited = new Map<string, Promise<void>>();

  const isUsable = ({ bucket }: Rate): boolean => {
    const lease = leases.get(bucket);
    return lease !== undefined && lease.left >= 1 && lease.untilMs > now();
  };
  const emptyForMs = ({ bucket }: Rate): number => (leases.get(bucket)?.emptyUntilMs ?? 0) - now();

  function store(rates: readonly Rate[], grants: readonly BucketGrant[]): void {
    const at = now();
    for (const { bucket, granted, available } of grants) {
      const rate = rates.find((one) => one.bucket === bucket);
      // At least 1: a bucket that lacks a rounding error's worth must not be asked again at once.
      const waitMs = granted >= 1 || rate === undefined ? 0 : Math.max(1, ((1 - available) / rate.perSecond) * 1_000);
      leases.delete(bucket); // to the end: the map is in order of use
      leases.set(bucket, { left: granted, untilMs: at + leaseMs, emptyUntilMs: at + waitMs });
    }
    for (const oldest of leases.keys()) {
      if (leases.size <= mostLeases) break;
      leases.delete(oldest);
    }
  }

  async function fetch(rates: readonly Rate[]): Promise<void> {
    const asked = rates.filter(({ bucket }) => !awaited.has(bucket));
    if (asked.length > 0) {
      const fetching = take(asked.map((rate) => ({ ...rate, wanted: blockOf(rate) })))
        .then((grants) => store(asked, grants))
        .finally(() => {
          for (const { bucket } of asked) awaited.delete(bucket);
        });
      for (const { bucket } of asked) awaited.set(bucket, fetching);
    }
    await Promise.all(rates.map(({ bucket }) => awaited.get(bucket) ?? Promise.resolve()));
  }

  return {
    async spend(rates) {
      for (;;) {
        const empty = rates.find((rate) => emptyForMs(rate) > 0);
        if (empty !== undefined) return { kind: 'refused', rate: empty, waitMs: emptyForMs(empty) };
        const lacking = rates.filter((rate) => !isUsable(rate));
        if (lacking.length > 0) {
          await fetch(lacking); // who was first in the queue may have spent it: looked at again
          continue;
        }
        for (const { bucket } of rates) {
          const lease = leases.get(bucket);
          if (lease !== undefined) lease.left -= 1;
        }
        return { kind: 'spent' };
      }
    },
  };
}
