import { z } from 'zod';
import { type EventType, eventTypes } from '../../../contracts/events.ts';
import { listEvents, readEventHead } from '../../../db/sql/read/listEvents.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, pageQuery } from '../../shapes/fields.ts';
import { eventItem } from '../../shapes/webhookShape.ts';

/** A place among events as text: it outgrows no JSON number's precision. */
const cursor = defineCursor('events', z.string().regex(/^\d{1,18}$/));

const isEventType = (text: string): text is EventType => eventTypes.some((type) => type === text);

/** Comma-separated: a query has no arrays (C-11). */
const types = z
  .string()
  .max(1_000)
  .transform((text) => text.split(',').map((type) => type.trim()))
  .refine((list): list is EventType[] => list.every(isEventType), 'types of events, comma-separated')
  .meta({ override: { type: 'string', examples: ['sync.completed,transactions.created'] } });

/**
 * GET /api/v1/events: what webhooks tell, to be fetched. `next_cursor` is always given, for a poller goes on later where
 * it stopped; no late commit slips behind it.
 */
export const getEvents = defineRoute({
  method: 'get',
  path: '/api/v1/events',
  scope: 'connections:read',
  hasLastingCursor: true,
  summary: 'Events of the last 30 days to follow, oldest first; without a cursor from the start',
  query: z.strictObject({ client_id: clientId.optional(), types: types.optional(), ...pageQuery }),
  responses: { 200: z.object({ items: z.array(eventItem), next_cursor: z.string(), has_more: z.boolean() }) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const afterPosition = query.cursor === undefined ? '0' : cursor.read(query.cursor);
      const { head, rows } = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => ({
        head: await readEventHead(em, owner), // before the list: what comes between is in the list, or behind the head
        rows: await listEvents(em, {
          clientId: owner,
          types: query.types ?? null,
          afterPosition,
          limit: query.limit,
        }),
      }));
      const page = rows.slice(0, query.limit);
      const hasMore = rows.length > page.length;
      const last = page.at(-1)?.position ?? afterPosition;
      // At the end also events of other types count as seen; a head of nothing takes no reader back.
      const next = hasMore || BigInt(last) > BigInt(head) ? last : head;
      return reply(200, {
        items: page.map(({ position: _position, type, ...event }) => ({
          ...event,
          type: eventItem.shape.type.parse(type),
          data: { ...event.data },
        })),
        next_cursor: cursor.write(next),
        has_more: hasMore,
      });
    },
});
