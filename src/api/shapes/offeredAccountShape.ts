import { z } from 'zod';
import type { OfferedAccount } from '../../db/entities/connection.ts';

/** An account that the bank lists for a pending grant (contract 3.1); `accountId` is the bank's id. */
export const offeredAccount = z.object({
  accountId: z.string(),
  iban: z.string().nullable(),
  bban: z.string().nullable(),
  name: z.string().nullable(),
  currency: z.string(),
});

export const presentOffered = ({
  accountId,
  iban,
  bban,
  name,
  currency,
}: OfferedAccount): z.input<typeof offeredAccount> => ({ accountId, iban, bban, name, currency });
