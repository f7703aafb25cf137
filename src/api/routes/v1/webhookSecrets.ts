import { z } from 'zod';
import { findEndpointSecret, rotateSecret } from '../../../db/repositories/webhookEndpoints.ts';
import { generateWebhookSecret } from '../../../security/webhookSignature.ts';
import { openSecrets, sealSecrets } from '../../../webhooks/endpointSecrets.ts';
import { defineRoute } from '../../defineRoute.ts';
import { horizonOf } from '../../horizonOf.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { id } from '../../shapes/fields.ts';
import { presentEndpoint, webhookEndpointItem, webhookSecret } from '../../shapes/webhookShape.ts';

/** D-10: what a receiver has to take the new secret over; both sign meanwhile. */
const overlapMs = 24 * 3_600_000;

/** POST /api/v1/webhook-endpoints/{id}/rotate-secret: the one before stays good for a day, one before that no more. */
export const postRotateSecret = defineRoute({
  method: 'post',
  path: '/api/v1/webhook-endpoints/:id/rotate-secret',
  scope: 'webhooks:write',
  summary: 'A new secret, shown this once; for 24 hours webhooks are signed with the old one too',
  params: z.strictObject({ id }),
  responses: {
    200: z.object({ success: z.literal(true), secret: webhookSecret, webhook_endpoint: webhookEndpointItem }),
  },
  handler:
    ({ orm, cipher, clock }) =>
    async ({ principal, params }) => {
      const stored = await findEndpointSecret(orm.em, { id: params.id, within: horizonOf(principal) });
      if (stored === null) throw notFound();
      const [present] = await openSecrets(cipher, stored, clock.now());
      const secret = generateWebhookSecret();
      const rotated = await rotateSecret(
        orm.em,
        {
          id: stored.id,
          version: stored.version,
          secret: await sealSecrets(cipher, stored.id, [secret, present]),
          previousUntil: new Date(clock.now() + overlapMs),
        },
        principal.id,
      );
      if (rotated === null) throw new ApiProblem('changed_meanwhile');
      return reply(200, { success: true, secret, webhook_endpoint: presentEndpoint(rotated) });
    },
});
