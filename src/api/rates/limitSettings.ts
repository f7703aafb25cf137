import { z } from 'zod';
import type { RateSettings } from './rates.ts';

/** How much callers may send (C-9). */
export interface LimitSettings {
  /** Null: off. */
  readonly rates: RateSettings | null;
  /** Requests at a time in one process; null: off. */
  readonly mostInFlight: number | null;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

const count = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000).default(fallback);
const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'addresses or networks such as 10.0.0.0/8, with commas between them',
);

/** Part of the schema of the environment. */
export const limitVariables = {
  RATE_LIMITS: z.enum(['on', 'off'], 'on or off').optional(),
  RATE_KEY_PER_SECOND: count(100),
  RATE_KEY_BURST: count(200),
  RATE_ROUTE_PER_SECOND: count(25),
  RATE_INITIATE_PER_MINUTE: count(10),
  RATE_CALLBACK_PER_MINUTE: count(60),
  RATE_REFUSED_CONNECTS_PER_MINUTE: count(5),
  MAX_REQUESTS_IN_FLIGHT: count(200),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(network))
    .optional(),
};

type LimitEnvironment = z.output<z.ZodObject<typeof limitVariables>> & { readonly DNB_USE_SANDBOX: boolean };

/** On in production, off in sandbox, unless RATE_LIMITS says otherwise (C-9). */
export function limitSettings(env: LimitEnvironment): LimitSettings {
  const isOn = env.RATE_LIMITS === undefined ? !env.DNB_USE_SANDBOX : env.RATE_LIMITS === 'on';
  const rates = {
    keyPerSecond: env.RATE_KEY_PER_SECOND,
    keyBurst: env.RATE_KEY_BURST,
    routePerSecond: env.RATE_ROUTE_PER_SECOND,
    initiatePerMinute: env.RATE_INITIATE_PER_MINUTE,
    callbackPerMinute: env.RATE_CALLBACK_PER_MINUTE,
    refusedConnectsPerMinute: env.RATE_REFUSED_CONNECTS_PER_MINUTE,
  };
  return {
    rates: isOn ? rates : null,
    mostInFlight: isOn ? env.MAX_REQUESTS_IN_FLIGHT : null,
    trustedProxies: env.TRUSTED_PROXIES ?? [],
  };
}
