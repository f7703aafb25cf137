import type { EntityManager } from '@mikro-orm/postgresql';
import { serviceScopeId } from '../../contracts/serviceScope.ts';
import { addAuditEntries } from '../sql/effects/addAuditEntries.ts';
import type { EndpointHorizon, ListedEndpoint } from '../sql/webhooks/endpointColumns.ts';
import { readEndpointSecrets, type StoredEndpointSecret } from '../sql/webhooks/endpointSecret.ts';
import { insertEndpoint, type NewEndpoint } from '../sql/webhooks/insertEndpoint.ts';
import { type EndpointPage, listEndpoints, readEndpoint } from '../sql/webhooks/listEndpoints.ts';
import { type RotatedSecret, storeRotatedSecret } from '../sql/webhooks/storeRotatedSecret.ts';
import { deleteEndpoint, type EndpointChange, updateEndpoint } from '../sql/webhooks/updateEndpoint.ts';
import { withClient } from '../tenantScope.ts';

/** Which endpoint, as seen by whom. */
export interface EndpointRef {
  readonly id: string;
  readonly within: EndpointHorizon;
}

/** Endpoints belong to principals, as keys do: they are worked on, and audited, in the service's own scope. */
const inService = <T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> =>
  withClient(em, { clientId: serviceScopeId, role: 'kontosync_app' }, work);

const audit = (
  em: EntityManager,
  actor: string,
  action: string,
  endpointId: string,
  data: Record<string, string | number | boolean> = {},
) => addAuditEntries(em, serviceScopeId, [{ kind: 'change', actor, action, subjectId: endpointId, data }]);

const reachOf = ({ all_clients, client_ids, events, status }: ListedEndpoint) => ({
  all_clients,
  clients: client_ids.length,
  events: events.length,
  status,
});

export const addEndpoint = (em: EntityManager, endpoint: NewEndpoint, actor: string): Promise<ListedEndpoint> =>
  inService(em, async (scope) => {
    const stored = await insertEndpoint(scope, endpoint);
    await audit(scope, actor, 'webhook_endpoint.created', endpoint.id, reachOf(stored));
    return stored;
  });

export const pageOfEndpoints = (em: EntityManager, page: EndpointPage): Promise<ListedEndpoint[]> =>
  inService(em, (scope) => listEndpoints(scope, page));

/** Null: no such endpoint within the horizon. */
export const findEndpoint = (em: EntityManager, { id, within }: EndpointRef): Promise<ListedEndpoint | null> =>
  inService(em, (scope) => readEndpoint(scope, id, within));

/** Null: no such endpoint within the horizon. */
export const changeEndpoint = (
  em: EntityManager,
  ref: EndpointRef,
  { change, actor }: { readonly change: EndpointChange; readonly actor: string },
): Promise<ListedEndpoint | null> =>
  inService(em, async (scope) => {
    const stored = await updateEndpoint(scope, { ...ref, change });
    if (stored !== null)
      await audit(scope, actor, 'webhook_endpoint.changed', ref.id, {
        ...reachOf(stored),
        moved: change.url !== undefined,
      });
    return stored;
  });

/** False: no such endpoint within the horizon. */
export const removeEndpoint = (em: EntityManager, ref: EndpointRef, actor: string): Promise<boolean> =>
  inService(em, async (scope) => {
    const isGone = await deleteEndpoint(scope, ref);
    if (isGone) await audit(scope, actor, 'webhook_endpoint.deleted', ref.id);
    return isGone;
  });

/** Null: no such endpoint within the horizon. */
export const findEndpointSecret = (
  em: EntityManager,
  { id, within }: EndpointRef,
): Promise<StoredEndpointSecret | null> =>
  inService(em, async (scope) => {
    if ((await readEndpoint(scope, id, within)) === null) return null;
    const [secret] = await readEndpointSecrets(scope, [id]);
    return secret ?? null;
  });

/** Null: somebody else has rotated it, or deleted the endpoint, meanwhile. */
export const rotateSecret = (
  em: EntityManager,
  rotated: RotatedSecret,
  actor: string,
): Promise<ListedEndpoint | null> =>
  inService(em, async (scope) => {
    const stored = await storeRotatedSecret(scope, rotated);
    if (stored !== null) await audit(scope, actor, 'webhook_endpoint.secret_rotated', rotated.id);
    return stored;
  });
