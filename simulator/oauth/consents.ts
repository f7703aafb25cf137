import { randomUUID } from 'node:crypto';
import { consentDays } from '../options.ts';
import type { Consent, SimulatorState } from '../state/state.ts';

export interface NewConsent {
  readonly personId: string;
  readonly accountIds: readonly string[];
  readonly scope: string;
}

/** What persons allowed. A token is tied to a consent, and is worth nothing without it (bank H-1). */
export interface Consents {
  all(): readonly Consent[];
  find(consentId: string): Consent | undefined;
  grant(consent: NewConsent): Consent;
  /** Ends a valid one; one that has ended stays as it is. */
  end(consentId: string, status: Exclude<Consent['status'], 'valid'>): Consent | undefined;
}

export interface ConsentDeps {
  readonly state: SimulatorState;
  readonly now: () => number;
  readonly newConsentEndsOlder: boolean;
}

export function createConsents({ state: { consents }, now, newConsentEndsOlder }: ConsentDeps): Consents {
  const current = (consent: Consent): Consent =>
    consent.status === 'valid' && consent.validUntil <= now() ? { ...consent, status: 'expired' } : consent;

  const find = (consentId: string): Consent | undefined => {
    const consent = consents.get(consentId);
    return consent === undefined ? undefined : current(consent);
  };
  const end: Consents['end'] = (consentId, status) => {
    const consent = find(consentId);
    if (consent?.status !== 'valid') return consent;
    const ended = { ...consent, status };
    consents.set(consentId, ended);
    return ended;
  };
  return {
    all: () => [...consents.values()].map(current),
    find,
    end,
    grant({ personId, accountIds, scope }) {
      if (newConsentEndsOlder)
        for (const older of consents.values()) if (older.personId === personId) end(older.id, 'terminatedByTpp');
      const consent: Consent = {
        id: randomUUID(),
        personId,
        accountIds: [...accountIds],
        scope,
        status: 'valid',
        createdAt: now(),
        validUntil: now() + consentDays * 86_400_000,
      };
      consents.set(consent.id, consent);
      return consent;
    },
  };
}
