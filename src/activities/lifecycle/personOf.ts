import type { PaymentServiceUser } from '../../bank/port.ts';
import type { StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';

/** Who walks through the bank's page: the address that initiate was given. Null: it was given none (contract 3). */
export const personOf = ({ psuIpAddress }: Pick<StoredAttempt, 'psuIpAddress'>): PaymentServiceUser | null =>
  psuIpAddress === null ? null : { ipAddress: psuIpAddress, userAgent: null };
