import type { Route } from '../defineRoute.ts';
import type { Principal } from '../principal.ts';

/** A bucket by its name and how fast it refills. */
export interface Rate {
  readonly bucket: string;
  readonly perSecond: number;
  /** How many it holds when full. */
  readonly burst: number;
}

/** The rates of C-9, as the settings say. */
export interface RateSettings {
  readonly keyPerSecond: number;
  readonly keyBurst: number;
  /** For each key and route; bursts of twice as many. */
  readonly routePerSecond: number;
  /** For each client. */
  readonly initiatePerMinute: number;
  /** For each address. */
  readonly callbackPerMinute: number;
  /** For each attempt. */
  readonly refusedConnectsPerMinute: number;
}

/** Where a request counts. Each throws 429 `rate_limited` with `Retry-After` and `RateLimit-*`. */
export interface Rates {
  /** Passes where the rates cannot be counted. */
  admitKey(principal: Principal, route: Route): Promise<void>;
  /** Passes where the rates cannot be counted. */
  admitCallback(address: string): Promise<void>;
  /** Throws 503 where the rates cannot be counted: each call makes a person's walk to the bank. */
  admitInitiate(clientId: string): Promise<void>;
  /** Counts `prove` where it throws; 503 where the rates cannot be counted, since it guards guesses. */
  guardConnect<T>(stateHash: Buffer, prove: () => Promise<T>): Promise<T>;
}

export const unlimited: Rates = {
  admitKey: async () => {},
  admitCallback: async () => {},
  admitInitiate: async () => {},
  guardConnect: async (_stateHash, prove) => prove(),
};

const perMinute = (count: number): Pick<Rate, 'perSecond' | 'burst'> => ({ perSecond: count / 60, burst: count });

export const rateOfKey = (settings: RateSettings, keyId: string): Rate => ({
  bucket: `key/${keyId}`,
  perSecond: settings.keyPerSecond,
  burst: settings.keyBurst,
});
export const rateOfRoute = ({ routePerSecond }: RateSettings, keyId: string, { method, path }: Route): Rate => ({
  bucket: `route/${keyId}/${method.toUpperCase()} ${path}`,
  perSecond: routePerSecond,
  burst: 2 * routePerSecond,
});
export const rateOfInitiate = ({ initiatePerMinute }: RateSettings, clientId: string): Rate => ({
  bucket: `initiate/${clientId}`,
  ...perMinute(initiatePerMinute),
});
export const rateOfCallback = ({ callbackPerMinute }: RateSettings, address: string): Rate => ({
  bucket: `callback/${address}`,
  ...perMinute(callbackPerMinute),
});
export const rateOfConnect = ({ refusedConnectsPerMinute }: RateSettings, stateHash: Buffer): Rate => ({
  bucket: `connect/${stateHash.toString('hex')}`,
  ...perMinute(refusedConnectsPerMinute),
});
