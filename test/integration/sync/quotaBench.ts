import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { type BankRow, generous, strict } from './memoryBank.ts';
import { type ConnectedClient, type OpenAccount, openSyncWorld, type SyncWorld } from './syncWorld.ts';

export interface CountedDay {
  readonly endpoint: string;
  readonly day: string;
  readonly used: number;
  readonly closed: boolean;
}

/** A bank that gives four unattended reads a day, and what the tests of a file do with it. */
export function useQuotaBench() {
  let opened: SyncWorld | undefined;
  const world = (): SyncWorld => {
    if (opened === undefined) throw new Error('the world is open in tests only');
    return opened;
  };
  beforeAll(async () => {
    opened = await openSyncWorld();
  });
  afterAll(() => world().close());
  beforeEach(() => {
    const { bank } = world();
    bank.descriptor = strict;
    bank.pageSize = 10;
  });
  afterEach(() => {
    const { bank, setNow } = world();
    bank.descriptor = generous;
    bank.beforePage = () => {};
    bank.beforeBalances = () => {};
    bank.pageCalls.length = 0;
    setNow('2026-11-20T09:00:00Z');
  });
  return {
    world,
    /** A connected account with three pages. */
    async arrange(): Promise<ConnectedClient> {
      const client = await world().connect();
      world().bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
      return client;
    },
    fetch: (ref: OpenAccount) => world().run(world().steps.fetchPages, ref),
    /** The workflow's end of a run. */
    finish: ({ clientId, runId }: OpenAccount) =>
      world().run(world().steps.finishRun, { clientId, runId, cancelled: false }),
    /** Out of the way, whatever it did. */
    cancel: ({ clientId, runId }: OpenAccount) =>
      world().run(world().steps.finishRun, { clientId, runId, cancelled: true }),
    /** Reads as a process that dies with the bank's answer in its hands. */
    async crash(ref: OpenAccount): Promise<void> {
      const dying = world().stepsWith((name) => {
        if (name === 'stage.after_call') throw new Error('killed');
      });
      await expect(world().run(dying.fetchPages, ref)).rejects.toThrow('killed');
    },
    /** What is written down of an account's days, oldest first. */
    ledger: ({ accountId }: OpenAccount) =>
      world().database.admin<CountedDay>(
        `select endpoint, bank_day::text as day, used, closed from unattended_bank_reads
         where account_id = $1 order by bank_day, endpoint`,
        [accountId],
      ),
    /** How often the bank was asked for a first page. */
    firstPages: () => world().bank.pageCalls.filter(({ query }) => query.cursor === undefined).length,
  };
}

const rows: readonly BankRow[] = Array.from({ length: 25 }, (_, n) => ({ date: '2026-11-18', amountMinor: n }));

/** So many reads of the day, and of no other. */
export const used = (count: number, more: Partial<CountedDay> = {}): readonly CountedDay[] => [
  { endpoint: 'transactions', day: '2026-11-20', used: count, closed: false, ...more },
];
