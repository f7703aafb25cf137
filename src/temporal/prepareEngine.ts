import type { ScheduleSettings } from '../contracts/reconcile.ts';
import type { ConnectedTemporal } from './connectTemporal.ts';
import { registerNamespace } from './namespaceRegistration.ts';
import { ensureSchedules } from './schedules.ts';
import { registerSearchAttributes } from './searchAttributeRegistration.ts';
import { startReconcile } from './startReconcile.ts';

/**
 * Makes a Temporal server ready for the program, an empty one too (design 2): namespace, search attributes, Schedules,
 * and then the reconciler, which starts the workflows that the tables ask for. Any number of times, by several workers
 * at once. Throws `NamespaceError`, `SearchAttributesError`.
 */
export async function prepareEngine(temporal: ConnectedTemporal, schedules: ScheduleSettings): Promise<void> {
  const { client, connection, namespace } = temporal;
  await registerNamespace(connection, namespace);
  await registerSearchAttributes(connection, namespace);
  await ensureSchedules(client, schedules);
  await startReconcile(client, schedules);
}
