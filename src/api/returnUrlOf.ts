import { findAttemptByState } from '../db/sql/attempts/findAttemptByState.ts';
import { readAttempt } from '../db/sql/attempts/readAttempt.ts';
import { acrossClients, withClient } from '../db/tenantScope.ts';
import { hashState } from '../security/oauthSecrets.ts';
import type { ApiDeps } from './apiDeps.ts';

/** The return URL that was chosen at initiate, never one that a callback brings; null: none, or no such state. */
export async function returnUrlOf({ orm }: Pick<ApiDeps, 'orm'>, state: string): Promise<string | null> {
  const found = await acrossClients(orm.em, (em) => findAttemptByState(em, hashState(state)));
  if (found === null) return null;
  const attempt = await withClient(orm.em, { clientId: found.clientId, role: 'kontosync_app' }, (em) =>
    readAttempt(em, found),
  );
  return attempt?.returnUrl ?? null;
}
