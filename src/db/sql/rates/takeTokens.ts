import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface BucketWish {
  readonly bucket: string;
  readonly perSecond: number;
  /** How many it holds when full. */
  readonly burst: number;
  /** At most so many, whole ones; negative: gives back. */
  readonly wanted: number;
}

export interface BucketGrant {
  readonly bucket: string;
  /** Between zero and `wanted`. */
  readonly granted: number;
  /** Before the grant. */
  readonly available: number;
}

/** Tokens of several buckets, each refilled by the time since its last use (C-9). A bucket that is new is full. */
export async function takeTokens(em: EntityManager, wishes: readonly BucketWish[]): Promise<BucketGrant[]> {
  const known = await takeFromKnown(em, wishes);
  if (known.length === wishes.length) return known;
  const isKnown = new Set(known.map(({ bucket }) => bucket));
  const fresh = wishes.filter(({ bucket }) => !isKnown.has(bucket));
  await query(
    em,
    `insert into rate_buckets (bucket, tokens, refilled_at)
     select bucket, burst, clock_timestamp() from json_to_recordset($1) as w(bucket text, burst float8)
     order by bucket
     on conflict (bucket) do nothing`,
    [JSON.stringify(fresh.map(({ bucket, burst }) => ({ bucket, burst })))],
  );
  return [...known, ...(await takeFromKnown(em, fresh))];
}

async function takeFromKnown(em: EntityManager, wishes: readonly BucketWish[]): Promise<BucketGrant[]> {
  const rows = await query<BucketGrant>(
    em,
    // Held in order of their names: two requests that take of the same buckets cannot wait for each other.
    `with held as (
       select b.bucket, w.wanted,
              least(w.burst, b.tokens + w.per_second
                * greatest(0, extract(epoch from clock_timestamp() - b.refilled_at)::float8)) as available
       from rate_buckets b
       join json_to_recordset($1) as w(bucket text, per_second float8, burst float8, wanted float8) using (bucket)
       order by b.bucket
       for update of b
     ), decided as (
       select bucket, available, least(wanted, greatest(0, floor(available))) as granted from held
     )
     update rate_buckets b set tokens = d.available - d.granted, refilled_at = clock_timestamp()
     from decided d where b.bucket = d.bucket
     returning b.bucket, d.granted, d.available`,
    [JSON.stringify(wishes.map(({ perSecond, ...wish }) => ({ ...wish, per_second: perSecond })))],
  );
  return rows;
}
