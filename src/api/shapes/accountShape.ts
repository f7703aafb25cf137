import { z } from 'zod';
import { currencyCode, id, isoDate } from './fields.ts';

/** An account of a client (contract 3.2); rows come from the database in this form. */
export const accountItem = z
  .object({
    id,
    connection_id: id.nullable(),
    iban: z.string().nullable(),
    bban: z.string().nullable(),
    name: z.string().nullable(),
    currency: currencyCode,
    external_id: z.string().nullable().meta({ description: "The ERP's own id of the account" }),
    sync_enabled: z.boolean(),
    match_from: isoDate.nullable().meta({ description: 'Rows booked before it are stored and never queued' }),
    last_covered_date: isoDate.nullable(),
    status: z
      .enum(['active', 'closed', 'not_granted'])
      .meta({ description: '`not_granted`: the latest consent leaves it out; its rows stay' }),
  })
  .meta({ id: 'Account' });
