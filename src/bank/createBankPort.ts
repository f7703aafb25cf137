import type { Clock } from '../clock.ts';
import { type ClosableBankPort, createDnbOauth2, type DnbEndpoint } from './dnb/oauth2.ts';

/** The bank of the settings. Cheap: no I/O until it is used. */
export const createBankPort = (settings: DnbEndpoint, clock: Clock): ClosableBankPort =>
  createDnbOauth2(settings, clock);
