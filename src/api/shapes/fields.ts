import { z } from 'zod';
import { isCalendarDate } from '../../domain/calendarDate.ts';
import { isCurrencyCode } from '../../domain/money.ts';

/** Form and existence: 2026-02-30 is refused (C-11). */
export const isoDate = z
  .string()
  .refine(isCalendarDate, 'a date that exists, YYYY-MM-DD')
  .meta({ format: 'date', examples: ['2026-01-31'] });

/** Answers only: RFC 3339 in UTC. */
export const instantText = z.string().meta({ format: 'date-time', examples: ['2026-01-31T03:00:00.000Z'] });

/** Of cursors: as PostgreSQL writes it, with microseconds; another's text must be one that it can read. */
export const exactInstant = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= '1900' && !Number.isNaN(Date.parse(text)) && /(Z|\+00:00)$/.test(text));

/** Answers: the sign is the direction, money out is negative. */
export const amountText = z.string().meta({ examples: ['-1250.00'], description: 'Decimal string in `currency`' });

export const currencyCode = z
  .string()
  .refine(isCurrencyCode, 'an ISO 4217 code such as NOK')
  .meta({ examples: ['NOK'] });

/** Text as PostgreSQL can keep it: it refuses NUL, and half characters in JSON (C-11). */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
export const storableText = (maxLength: number) =>
  z.string().trim().min(1).max(maxLength).refine(isStorable, 'text without NUL and half characters');

/** In small letters whatever the caller wrote: an id is a workflow's name and a cipher's scope too, where case counts. */
export const id = z.uuid().toLowerCase();
export const clientId = z.uuid().toLowerCase().meta({ description: "The ERP's UUID of the company" });

/** `limit` and `cursor` of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .default(50)
    .meta({ override: { type: 'integer', minimum: 1, maximum: 200, default: 50 } }),
  cursor: z.string().min(1).max(512).optional().meta({ description: '`next_cursor` of the page before' }),
};

/** A list's answer: `next_cursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });
