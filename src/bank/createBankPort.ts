import type { Clock } from '../clock.ts';
import type { DnbSettings } from '../config.ts';
import { type BankLimits, defaultBankLimits } from './bankLimits.ts';
import { createDnbConsent } from './dnb/consent.ts';
import { type ClosableBankPort, createDnbOauth2, type DnbEndpoint } from './dnb/oauth2.ts';

/** The bank of the settings, in its profile. Cheap: no I/O until it is used. */
export function createBankPort(
  { profile, ...settings }: DnbEndpoint & Pick<DnbSettings, 'profile'>,
  clock: Clock,
  limits: BankLimits = defaultBankLimits,
): ClosableBankPort {
  switch (profile) {
    case 'oauth2':
      return createDnbOauth2(settings, clock, limits);
    case 'consent':
      return createDnbConsent(settings, clock, limits);
  }
}
