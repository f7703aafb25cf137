import type { PersonSpec } from './ledger/persons.ts';
import { defaultPersons } from './ledger/persons.ts';

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
  /** `each`: a new refresh token with each refresh, the old one dies at once. `none`: one for ever. */
  readonly rotation?: 'each' | 'none';
  readonly persons?: readonly PersonSpec[];
  /** Consents and tokens, and what the control API did, outlive the process. */
  readonly stateFile?: string;
  /** Four unattended reads a day per endpoint and account, then 429. */
  readonly countUnattendedReads?: boolean;
  /** A new consent of a person ends the older ones (bank 0.2). */
  readonly newConsentEndsOlder?: boolean;
  /** `iss` in the redirect (RFC 9207). */
  readonly sendIssuer?: boolean;
}

export type SimulatorSettings = Required<Omit<SimulatorOptions, 'stateFile' | 'port' | 'host'>>;

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
  sendIssuer: false,
};

export const attendedHistoryDays = 395;
export const unattendedHistoryDays = 90;
export const consentDays = 180;
export const codeLifeMs = 60_000;
