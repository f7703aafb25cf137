import type { MikroORM } from '@mikro-orm/postgresql';
import { takeTokens } from '../../db/sql/rates/takeTokens.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import type { Logger } from '../../logger.ts';
import { ApiProblem } from '../problem.ts';
import { createLeases, type TakeTokens } from './leases.ts';
import {
  type Rate,
  type RateSettings,
  type Rates,
  rateOfCallback,
  rateOfConnect,
  rateOfInitiate,
  rateOfKey,
  rateOfRoute,
} from './rates.ts';

export interface RatesOptions {
  readonly orm: MikroORM;
  readonly settings: RateSettings;
  readonly clock: { now(): number };
  readonly logger: Logger;
}

/** A request waits no longer than this to be counted. */
const countTimeoutMs = 1_000;

function refuse({ burst }: Rate, waitMs: number): never {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1_000)));
  throw new ApiProblem('rate_limited', {
    headers: {
      'Retry-After': seconds,
      'RateLimit-Limit': String(burst),
      'RateLimit-Remaining': '0',
      'RateLimit-Reset': seconds,
    },
  });
}

const uncounted = (cause: unknown): ApiProblem =>
  new ApiProblem('overloaded', { cause, headers: { 'Retry-After': '5' } });

/** The rates of C-9, counted in PostgreSQL for all processes together. */
export function createRates({ orm, settings, clock, logger }: RatesOptions): Rates {
  const take: TakeTokens = (wishes) =>
    acrossClients(orm.em, (em) => takeTokens(em, wishes), {
      statementTimeoutMs: countTimeoutMs,
      lockTimeoutMs: countTimeoutMs,
    });
  const leases = createLeases({ take, now: () => clock.now() });

  async function admit(rates: readonly Rate[], whenUncounted: 'pass' | 'refuse'): Promise<void> {
    const spending = await leases.spend(rates).catch((error: unknown) => {
      if (whenUncounted === 'refuse') throw uncounted(error);
      logger.warn({ err: error }, 'a request could not be counted, and passed');
      return { kind: 'spent' } as const;
    });
    if (spending.kind === 'refused') refuse(spending.rate, spending.waitMs);
  }

  return {
    admitKey: ({ id }, route) => admit([rateOfKey(settings, id), rateOfRoute(settings, id, route)], 'pass'),
    admitCallback: (address) => admit([rateOfCallback(settings, address)], 'pass'),
    admitInitiate: (clientId) => admit([rateOfInitiate(settings, clientId)], 'refuse'),
    async guardConnect(stateHash, prove) {
      const rate = rateOfConnect(settings, stateHash);
      // Taken beforehand, so that many guesses at once do not all find the same last token.
      await admit([rate], 'refuse');
      const proven = await prove();
      await take([{ ...rate, wanted: -1 }]).catch((error: unknown) =>
        logger.warn({ err: error }, 'a token was not given back'),
      );
      return proven;
    },
  };
}
