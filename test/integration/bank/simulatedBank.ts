import { z } from 'zod';
import type { SimulatorOptions } from '../../../simulator/options.ts';
import { type RunningSimulator, startSimulator } from '../../../simulator/startSimulator.ts';
import type { ClosableBankPort } from '../../../src/bank/dnb/oauth2.ts';
import { addDays, bankToday } from '../../../src/domain/calendarDate.ts';
import { parseMinor } from '../../../src/domain/money.ts';
import type { ContractBank } from './portContract.ts';

export const redirectUri = 'https://erp.example/callback';
const accountsSchema = z.object({ accounts: z.array(z.object({ id: z.string() })).min(1) });
const rowsSchema = z.object({
  transactions: z.array(z.object({ booking_date: z.string(), amount: z.string(), currency: z.string() })),
});

/** The simulated bank, whose control API plays the person and tells the truth. */
export async function openSimulatedBank(
  options: SimulatorOptions,
  createPort: (simulator: RunningSimulator) => ClosableBankPort,
): Promise<ContractBank> {
  const simulator = await startSimulator({ redirectUris: [redirectUri], pageSize: 25, ...options });
  const control = async (path: string, body?: unknown): Promise<unknown> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(`${simulator.url}/control${path}`, body === undefined ? {} : init)).json();
  };
  const decide = async (decision: 'grant' | 'deny', authorizationUrl: string): Promise<URL> => {
    const answer = await control('/authorize', { authorization_url: authorizationUrl, decision });
    return new URL(z.object({ redirect_url: z.url() }).parse(answer).redirect_url);
  };
  const [first] = accountsSchema.parse(await control('/accounts')).accounts;
  const to = bankToday(Date.now(), 'Europe/Oslo');
  const account = { accountId: first?.id ?? '', from: addDays(to, -300), to };
  const port = createPort(simulator);
  return {
    port,
    redirectUri,
    scope: 'accounts',
    account,
    grant: (authorizationUrl) => decide('grant', authorizationUrl),
    deny: (authorizationUrl) => decide('deny', authorizationUrl),
    async trueRows() {
      const path = `/accounts/${account.accountId}/transactions?from=${account.from}&to=${account.to}`;
      return rowsSchema.parse(await control(path)).transactions.map(({ booking_date, amount, currency }) => {
        const parsed = parseMinor(amount, currency);
        if (!parsed.ok) throw new Error(parsed.reason);
        return { bookingDate: booking_date, amountMinor: parsed.amountMinor, currency };
      });
    },
    async close() {
      await port.close();
      await simulator.close();
    },
  };
}
