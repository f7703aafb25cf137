import type { BankDescriptor } from '../descriptor.ts';

/** What is known of DNB (bank A.7); figures of recorded traffic and of its users, so `none` and `unknown` are honest. */
export const dnbDescriptor: BankDescriptor = {
  bank: 'dnb',
  displayName: 'DNB',
  authorization: 'code',
  idPolicy: 'none',
  // Opening figures without a date were seen, and no dated booked one: until a recorded feed shows what they include, a
  // comparison could only mislead, so no run of this bank is more than `complete_unverified` (ledger 7, 16).
  balanceWitness: 'none',
  rotation: 'unknown',
  maxConsentDays: 180,
  attendedHistoryDays: 395,
  unattendedHistoryDays: 89,
  unattendedCallsPerDay: 4,
  minimumSyncFrequencyHours: 8,
  timeZone: 'Europe/Oslo',
  mutableFields: ['text', 'kid', 'counterparty'],
};

/** The same bank in profile `consent`: a Consent-ID lasts as long as the consent, and nothing renews it. */
export const dnbConsentDescriptor: BankDescriptor = { ...dnbDescriptor, authorization: 'consent', rotation: 'none' };
