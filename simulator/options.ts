import type { PersonSpec } from './ledger/persons.ts';
import { defaultPersons } from './ledger/persons.ts';
import type { Rotation } from './oauth/tokenWays.ts';

export interface TlsOptions {
  /** 0: any free one. */
  readonly port?: number;
  /** Certificates are laid here for callers, made anew at each start: `ca.pem`, `client.pem`, `client-key.pem`. */
  readonly folder: string;
}

export interface SimulatorOptions {
  /** 0: any free one. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: string;
  /** Epoch milliseconds. The bank's today follows from it. */
  readonly now?: () => number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly apiKey?: string;
  /** Registered; compared byte for byte. */
  readonly redirectUris?: readonly string[];
  /** Booked rows a page. */
  readonly pageSize?: number;
  readonly accessTokenLifeSeconds?: number;
  readonly rotation?: Rotation;
  readonly persons?: readonly PersonSpec[];
  /** Consents and tokens, and what the control API did, outlive the process. */
  readonly stateFile?: string;
  /** Four unattended reads a day per endpoint and account, then 429. */
  readonly countUnattendedReads?: boolean;
  /** A new consent of a person ends the older ones (bank 0.2). */
  readonly newConsentEndsOlder?: boolean;
  /** Profile `consent`: `consent.supersedes` of bank H, on by default. */
  readonly consentSupersedes?: boolean;
  /** A second listener that speaks https and asks its callers for a certificate (mTLS). */
  readonly tls?: TlsOptions;
  /** `iss` in the redirect (RFC 9207). */
  readonly sendIssuer?: boolean;
  /** How long a consent lasts, and token answers say so; else 180 days, of which they say nothing. */
  readonly consentLifeMs?: number;
}

export type SimulatorSettings = Required<
  Omit<SimulatorOptions, 'stateFile' | 'port' | 'host' | 'tls' | 'consentLifeMs'>
> &
  Pick<SimulatorOptions, 'consentLifeMs'>;

/** The credentials are the client's defaults too; nothing of them is secret. */
export const defaultSettings: SimulatorSettings = {
  seed: 'kontosync',
  now: () => Date.now(),
  clientId: 'kontosync-simulated-client',
  clientSecret: 'kontosync-simulated-secret',
  apiKey: 'kontosync-simulated-api-key',
  redirectUris: ['http://localhost:8000/api/dnb/oauth/callback'],
  pageSize: 50,
  accessTokenLifeSeconds: 3_600,
  rotation: 'each',
  persons: defaultPersons,
  countUnattendedReads: false,
  newConsentEndsOlder: false,
  consentSupersedes: true,
  sendIssuer: false,
};

export const attendedHistoryDays = 395;
export const unattendedHistoryDays = 90;
export const consentLifeDays = 180;
export const codeLifeMs = 60_000;
/** A consent of profile `consent` that nobody confirms. */
export const unconfirmedConsentLifeMs = 60 * 60_000;
