import { randomUUID } from 'node:crypto';
import { addDays, bankToday } from '../src/domain/calendarDate.ts';
import { type ConnectedAccount, connectAccount, openAccount } from './erp.ts';
import type { Stage } from './stage.ts';

/** One page, of days that every sync reads again; all known since the first sync, so that each night is the same work. */
export const rowsOfAccount = 20;
const days = 10;
const connectsAtOnce = 8;

export interface NightClient {
  readonly clientId: string;
  readonly isLarge: boolean;
  readonly accounts: readonly ConnectedAccount[];
}

export interface NightSizes {
  /** Connections in all. */
  readonly connections: number;
  /** How many of them are of one client. */
  readonly large: number;
  /** Over how many clients the rest is spread. */
  readonly clients: number;
}

/** Connects all accounts of all clients; their first syncs go on when this returns. */
export async function connectClients(stage: Stage, sizes: NightSizes): Promise<readonly NightClient[]> {
  const rest = sizes.connections - sizes.large;
  const wanted = [
    { clientId: randomUUID(), isLarge: true, count: sizes.large },
    ...Array.from({ length: sizes.clients }, (_, number) => ({
      clientId: randomUUID(),
      isLarge: false,
      count: Math.floor(rest / sizes.clients) + (number < rest % sizes.clients ? 1 : 0),
    })),
  ];
  const historyFrom = addDays(bankToday(Date.now(), 'Europe/Oslo'), -days);
  const owners = wanted.flatMap(({ clientId, count }) => Array.from({ length: count }, () => clientId));
  const accounts: ConnectedAccount[] = [];
  const connectSome = async (): Promise<void> => {
    for (let clientId = owners.pop(); clientId !== undefined; clientId = owners.pop()) {
      const account = await openAccount(stage, { clientId, rows: rowsOfAccount, days });
      accounts.push(await connectAccount(stage, account, historyFrom));
    }
  };
  await Promise.all(Array.from({ length: connectsAtOnce }, connectSome));
  return wanted.map(({ clientId, isLarge }) => ({
    clientId,
    isLarge,
    accounts: accounts.filter((account) => account.clientId === clientId),
  }));
}
