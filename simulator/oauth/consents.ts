import { randomUUID } from 'node:crypto';
import { consentLifeDays, unconfirmedConsentLifeMs } from '../options.ts';
import type { Consent, ConsentRequest, SimulatorState } from '../state/state.ts';

export interface NewConsent {
  readonly personId: string;
  readonly accountIds: readonly string[];
  readonly scope: string;
}

/** What persons allowed. A token is tied to a consent, and is worth nothing without it (bank H-1). */
export interface Consents {
  all(): readonly Consent[];
  find(consentId: string): Consent | undefined;
  findByTicket(ticket: string): Consent | undefined;
  /** Profile `oauth2`: the page has its result at once. */
  grant(consent: NewConsent): Consent;
  /** Profile `consent`: asked for, and waiting for the person. */
  receive(asked: ConsentRequest, validUntil: number): Consent;
  /** The person picked accounts; one that waits no more stays as it is. */
  authorise(consentId: string, choice: Omit<NewConsent, 'scope'>): Consent | undefined;
  reject(consentId: string): Consent | undefined;
  /** Ends a valid one, or one that waits; one that has ended stays as it is. */
  end(consentId: string, status: EndStatus): Consent | undefined;
  /** The bank gives less time than it was asked for. */
  shorten(consentId: string, validUntil: number): void;
}
export type EndStatus = Exclude<Consent['status'], 'received' | 'valid'>;

export interface ConsentDeps {
  readonly state: SimulatorState;
  readonly now: () => number;
  readonly newConsentEndsOlder: boolean;
  readonly consentSupersedes: boolean;
  /** Profile `oauth2`; absent: 180 days. */
  readonly lifeMs?: number | undefined;
}

export function createConsents(deps: ConsentDeps): Consents {
  const { now, newConsentEndsOlder, consentSupersedes, lifeMs = consentLifeDays * 86_400_000 } = deps;
  const { consents } = deps.state;

  const isOver = ({ status, validUntil, createdAt }: Consent): boolean =>
    (status === 'valid' && validUntil <= now()) ||
    (status === 'received' && createdAt + unconfirmedConsentLifeMs <= now());
  const current = (consent: Consent): Consent => (isOver(consent) ? { ...consent, status: 'expired' } : consent);
  const find = (consentId: string): Consent | undefined => {
    const consent = consents.get(consentId);
    return consent === undefined ? undefined : current(consent);
  };
  const put = (consent: Consent): Consent => {
    const { asked } = consent;
    const kept = asked === undefined ? consent : { ...consent, asked: { ...asked, lastActionAt: now() } };
    consents.set(kept.id, kept);
    return kept;
  };
  const end: Consents['end'] = (consentId, status) => {
    const consent = find(consentId);
    return consent?.status === 'valid' || consent?.status === 'received' ? put({ ...consent, status }) : consent;
  };
  const olderOf = (personId: string): readonly Consent[] =>
    [...consents.values()].map(current).filter((older) => older.personId === personId && older.status === 'valid');

  return {
    all: () => [...consents.values()].map(current),
    find,
    findByTicket: (ticket) => [...consents.values()].map(current).find(({ asked }) => asked?.ticket === ticket),
    end,
    grant({ personId, accountIds, scope }) {
      if (newConsentEndsOlder) for (const { id } of olderOf(personId)) end(id, 'terminatedByTpp');
      return put({
        id: randomUUID(),
        personId,
        accountIds: [...accountIds],
        scope,
        status: 'valid',
        createdAt: now(),
        validUntil: now() + lifeMs,
      });
    },
    receive: (asked, validUntil) =>
      put({
        id: randomUUID(),
        personId: asked.psuId ?? '',
        accountIds: [],
        scope: '',
        status: 'received',
        createdAt: now(),
        validUntil,
        asked,
      }),
    authorise(consentId, { personId, accountIds }) {
      const consent = find(consentId);
      if (consent?.status !== 'received') return consent;
      // The standard: the former recurring consent of the person expires when the new one is authorised.
      if (consentSupersedes && consent.asked?.isRecurring === true)
        for (const older of olderOf(personId)) if (older.asked?.isRecurring !== false) end(older.id, 'expired');
      return put({ ...consent, personId, accountIds: [...accountIds], status: 'valid' });
    },
    reject(consentId) {
      const consent = find(consentId);
      return consent?.status === 'received' ? put({ ...consent, status: 'rejected' }) : consent;
    },
    shorten(consentId, validUntil) {
      const consent = find(consentId);
      if (consent !== undefined) put({ ...consent, validUntil: Math.min(consent.validUntil, validUntil) });
    },
  };
}
