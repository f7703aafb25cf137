import type { BankDescriptor } from '../descriptor.ts';

/** What is known of DNB (bank A.7); figures of recorded traffic and of its users, so `none` and `unknown` are honest. */
export const dnbDescriptor: BankDescriptor = {
  bank: 'dnb',
  displayName: 'DNB',
  idPolicy: 'none',
  // Opening figures without a date were seen: they belong to the day on which they are read (ledger 7).
  balanceWitness: 'opening',
  rotation: 'unknown',
  maxConsentDays: 180,
  attendedHistoryDays: 395,
  unattendedHistoryDays: 89,
  unattendedCallsPerDay: 4,
  minimumSyncFrequencyHours: 8,
  timeZone: 'Europe/Oslo',
  mutableFields: ['text', 'kid', 'counterparty'],
};
