import { Pool } from 'undici';

export interface Load {
  readonly baseUrl: string;
  readonly connections: number;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The path of the request with this number. */
  pathOf(at: number): string;
}

export interface LoadResult {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200. */
  readonly wrong: number;
  /** Of the last answer, for a look at what was measured. */
  readonly lastText: string;
}

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** As many requests as come through at so many connections, each of which waits for its answer before it asks again. */
export async function load({ baseUrl, connections, seconds, headers = {}, pathOf }: Load): Promise<LoadResult> {
  const pool = new Pool(baseUrl, { connections, pipelining: 1 });
  const takenMs: number[] = [];
  let [next, wrong, lastText] = [0, 0, ''];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const ask = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const sentAt = performance.now();
      const { statusCode, body } = await pool.request({ method: 'GET', path: pathOf(next++), headers });
      const bytes = await body.bytes();
      takenMs.push(performance.now() - sentAt);
      if (statusCode !== 200) wrong += 1;
      if (performance.now() >= endsAt) lastText = Buffer.from(bytes).toString('utf8');
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  const tookMs = performance.now() - startedAt;
  await pool.close();
  const sorted = takenMs.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    perSecond: Math.round((sorted.length * 1_000) / tookMs),
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    wrong,
    lastText,
  };
}
