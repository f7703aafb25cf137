import { z } from 'zod';
import { isScope, scopes } from '../../contracts/scopes.ts';
import type { ListedApiKey } from '../../db/sql/keys/listApiKeys.ts';
import { clientId, instantText } from './fields.ts';

/** Of our own form, or a bootstrap key's. */
export const apiKeyId = z.string().regex(/^([0-9a-f]{16}|any-[0-9a-f]{16})$/);

export const scope = z.enum(scopes);

/** What an answer tells of a key: never its text, nor anything that it could be made of. */
export const apiKeyItem = z
  .object({
    id: apiKeyId,
    name: z.string(),
    scopes: z.array(scope),
    all_clients: z.boolean(),
    client_ids: z.array(clientId).meta({ description: 'Empty with `all_clients`' }),
    created_at: instantText,
    expires_at: instantText.nullable(),
    revoked_at: instantText.nullable(),
    last_used_at: instantText.nullable().meta({ description: 'To the minute' }),
  })
  .meta({ id: 'ApiKey' });

export const presentApiKey = (key: ListedApiKey): z.input<typeof apiKeyItem> => ({
  id: key.id,
  name: key.name,
  scopes: key.scopes.filter(isScope),
  all_clients: key.all_clients,
  client_ids: [...key.client_ids],
  created_at: key.created_at,
  expires_at: key.expires_at,
  revoked_at: key.revoked_at,
  last_used_at: key.last_used_at,
});
