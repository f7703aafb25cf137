import { AsyncLocalStorage } from 'node:async_hooks';

const users = new AsyncLocalStorage<string | null>();

/**
 * Runs `work` on behalf of a person of the ERP (`Kontosync-User`): every audit entry that it writes names her. Handed on
 * beside the calls, as a parameter of each would be forgotten in one of them.
 */
export const actingFor = <T>(user: string | null, work: () => Promise<T>): Promise<T> => users.run(user, work);

/** Null: no person was named. */
export const actingUser = (): string | null => users.getStore() ?? null;
