import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredClient } from '../../db/sql/clients/readClient.ts';
import type { HeldPayment } from '../../db/sql/review/holdPayment.ts';
import { readDeductedMinor } from '../../db/sql/review/readDeductedMinor.ts';
import { parseMinor } from '../../domain/money.ts';
import { acceptedTolerance, type ShownCandidate } from '../../domain/review/shownCandidate.ts';

/**
 * How much more than was paid may be allocated, in minor units of the payment; null: whatever it is. The client's write-off
 * limit is in kroner; what the row's own lines say was kept, such as a settlement's fee, was paid and did not arrive.
 */
export async function readTolerance(
  em: EntityManager,
  clientId: string,
  { payment, candidate, settings }: ToleratedPayment,
): Promise<bigint | null> {
  const limit = settings?.write_off_limit;
  const parsed = limit === undefined || payment.currency !== 'NOK' ? null : parseMinor(limit, 'NOK');
  const writeOffMinor = parsed?.ok === true ? parsed.amountMinor : 0n;
  return acceptedTolerance(candidate, writeOffMinor + (await readDeductedMinor(em, clientId, payment.id)));
}

interface ToleratedPayment {
  readonly payment: HeldPayment;
  readonly candidate: ShownCandidate | null;
  readonly settings: StoredClient['matching'] | undefined;
}
