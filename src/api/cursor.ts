import { z } from 'zod';
import { invalidRequest } from './problem.ts';

/**
 * Cursors are opaque to callers and carry no rights: what they hold is checked against its schema, and every query is
 * bounded by the client besides. Those of lists are signed on their way out (`signedCursor.ts`); those of feeds are not,
 * as they never expire (ADR 0012).
 */
export interface CursorForm<Position> {
  write(position: Position): string;
  /** Throws 422 for a text that is no cursor of this list. */
  read(text: string): Position;
}

/** The cursor of one list: `kind` keeps one list's cursor from being used on another. */
export function defineCursor<Schema extends z.ZodType>(
  kind: string,
  positionSchema: Schema,
): CursorForm<z.output<Schema>> {
  const schema = z.strictObject({ k: z.literal(kind), p: z.unknown() });
  return {
    write: (position) => Buffer.from(JSON.stringify({ k: kind, p: position })).toString('base64url'),
    read: (text) => {
      const envelope = schema.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
      const position = positionSchema.safeParse(envelope.data?.p);
      if (!envelope.success || !position.success)
        throw invalidRequest([{ path: 'cursor', message: 'not a cursor of this list' }]);
      return position.data;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no cursor: the schema refuses it
  }
}

/**
 * Cuts a page out of `limit + 1` rows, of which the last only tells that there is more; `next_cursor` points behind the
 * page's last row.
 */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { items: Item[]; next_cursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(present),
    next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}
