import { z } from 'zod';
import { putClient as storeClient } from '../../../db/sql/clients/putClient.ts';
import { readClient, type StoredClient } from '../../../db/sql/clients/readClient.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { parseMinor } from '../../../domain/money.ts';
import { isOrgNumber } from '../../../domain/orgNumber.ts';
import { defineRoute } from '../../defineRoute.ts';
import { invalidRequest, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { clientId, isStorable, storableText } from '../../shapes/fields.ts';

const params = z.strictObject({ client_id: clientId });

/** In the client's own currency. */
const limitAmount = z
  .string()
  .refine((text) => {
    const parsed = parseMinor(text, 'NOK');
    return parsed.ok && parsed.amountMinor >= 0n;
  }, 'a decimal string, zero or more, such as 50000.00')
  .optional();

/** Without defaults: what a PUT left out by mistake would be reset without a word, limits of matching among it. */
const settings = {
  locale: z.enum(['nb', 'en']),
  notification_emails: z.array(z.email().max(254)).max(20),
  return_urls: z.array(z.url().max(2048).refine(isStorable, 'text without NUL and half characters')).max(20).meta({
    description: 'Where the callback may send a browser; https, in sandbox http too',
  }),
  matching: z
    .strictObject({
      mode: z.enum(['off', 'shadow', 'auto']),
      max_auto_amount: limitAmount,
      four_eyes_amount: limitAmount,
      write_off_limit: limitAmount,
      fifo: z.boolean().optional(),
    })
    .meta({ description: 'A limit that is left out is none' }),
};

const legalHold =
  'Whether booked rows outlive an erasure for the five years of bokføringsloven § 13. false: the ERP keeps the documentation itself';

const clientItem = z
  .object({
    client_id: clientId,
    name: z.string().nullable(),
    org_number: z.string().nullable(),
    ...settings,
    legal_hold: z.boolean().meta({ description: legalHold }),
  })
  .meta({ id: 'Client' });

const clientBody = z.strictObject({
  name: storableText(200),
  org_number: z.string().refine(isOrgNumber, 'nine digits with the right check digit').nullish(),
  ...settings,
  legal_hold: z
    .boolean()
    .optional()
    .meta({ description: `${legalHold}. Left out: as it is, at first true` }),
});

const presentClient = (stored: StoredClient): z.input<typeof clientItem> => ({
  ...stored,
  locale: stored.locale === 'en' ? 'en' : 'nb',
  notification_emails: [...stored.notification_emails],
  return_urls: [...stored.return_urls],
});

/** A page of a person's browser is sent there with a code of ours: never over plain http in production. */
function checkReturnUrls(urls: readonly string[], sandbox: boolean): void {
  const errors = urls.flatMap((text, index) => {
    const url = new URL(text);
    const isAllowed = url.protocol === 'https:' || (sandbox && url.protocol === 'http:');
    const isBare = url.username === '' && url.password === '' && url.hash === '';
    if (isAllowed && isBare) return [];
    return [{ path: `return_urls.${index}`, message: 'an https address without user or fragment' }];
  });
  if (errors.length > 0) throw invalidRequest(errors);
}

/** GET /api/v1/clients/{client_id} */
export const getClient = defineRoute({
  method: 'get',
  path: '/api/v1/clients/:client_id',
  scope: 'connections:read',
  summary: 'A client and its settings',
  params,
  responses: { 200: clientItem },
  handler:
    ({ orm }) =>
    async ({ principal, params: { client_id } }) => {
      const owner = requireClient(principal, client_id);
      const stored = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        readClient(em, owner),
      );
      if (stored === null) throw notFound();
      return reply(200, presentClient(stored));
    },
});

/** PUT /api/v1/clients/{client_id}: makes it, or replaces all its settings (contract 3.2). */
export const putClient = defineRoute({
  method: 'put',
  path: '/api/v1/clients/:client_id',
  scope: 'connections:write',
  summary: 'Make a client or replace its settings',
  params,
  body: clientBody,
  responses: { 200: clientItem, 201: clientItem },
  handler:
    ({ orm, engine, settings: { sandbox } }) =>
    async ({ principal, params: { client_id }, body }) => {
      const owner = requireClient(principal, client_id);
      checkReturnUrls(body.return_urls, sandbox);
      const { client, created } = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        storeClient(
          em,
          { ...body, client_id: owner, org_number: body.org_number ?? null, legal_hold: body.legal_hold ?? null },
          principal.id,
        ),
      );
      if (created) return reply(201, presentClient(client));
      // Other settings may decide otherwise about rows that wait (design 2); with nothing to do it costs little.
      if (client.matching.mode !== 'off') await engine.requestMatching({ clientId: owner });
      return reply(200, presentClient(client));
    },
});
