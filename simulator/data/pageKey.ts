import type { RowPlace } from '../ledger/rows.ts';

/** Where a page begins: at a row, or, in a read under faults, at a number. Opaque to callers (bank A.5). */
export type PageKey =
  | { readonly kind: 'row'; readonly place: RowPlace }
  | { readonly kind: 'read'; readonly readId: string; readonly index: number };

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

const written = (key: PageKey): string =>
  key.kind === 'row'
    ? `rcr:none;rb:${key.place.bookingDate.replaceAll('-', '')}${digits(key.place.serial, 13)}${digits(key.place.part, 7)}`
    : `rcr:${key.readId};pg:${digits(key.index, 8)}`;

export const writePageKey = (key: PageKey): string => Buffer.from(written(key)).toString('base64url');

/** `null` for a key that this bank never wrote. */
export function readPageKey(text: string): PageKey | null {
  const decoded = Buffer.from(text, 'base64url').toString();
  const ofRow = /^rcr:none;rb:(\d{4})(\d{2})(\d{2})(\d{13})(\d{7})$/.exec(decoded);
  if (ofRow !== null) {
    const [, year, month, day, serial, part] = ofRow;
    return {
      kind: 'row',
      place: { bookingDate: `${year}-${month}-${day}`, serial: Number(serial), part: Number(part) },
    };
  }
  const [, readId, index] = /^rcr:([0-9a-f]{8}-\d+);pg:(\d{8})$/.exec(decoded) ?? [];
  return readId === undefined ? null : { kind: 'read', readId, index: Number(index) };
}
