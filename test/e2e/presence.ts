import type { TestDatabase } from '../setup/testDatabase.ts';
import type { BankControl } from './bankControl.ts';
import type { Caller } from './caller.ts';

/** Who was present in a test, and what the bank was told of it. */
export interface Presence {
  /** The ERP's calls, which name persons by `PSU-IP-Address`. */
  watch(caller: Caller): Caller;
  /**
   * Every request that left the engine carries `PSU-IP-Address` if and only if a person was present (bank B, D): the
   * address is one that the ERP gave, and the audit of the call says the same. Throws with the requests that lie.
   */
  check(): Promise<void>;
}

const header = 'psu-ip-address';

export function createPresence(bank: BankControl, database: TestDatabase): Presence {
  const present = new Set<string>();
  return {
    watch: (caller) => ({
      ...caller,
      call(method, path, options = {}) {
        for (const [name, value] of Object.entries(options.headers ?? {}))
          if (name.toLowerCase() === header) present.add(value);
        return caller.call(method, path, options);
      },
    }),
    async check() {
      const asked = await bank.allRequests();
      const audited = await database.admin<{ request_id: string; attended: boolean }>(
        `select data->>'request_id' as request_id, (data->>'attended')::boolean as attended
         from audit_entries where kind = 'bank_call' and data ? 'attended'`,
      );
      const attendedBy = new Map(audited.map(({ request_id, attended }) => [request_id, attended]));
      const lies = asked.filter(({ headers }) => {
        const address = headers[header];
        if (address !== undefined && !present.has(address)) return true;
        const attended = attendedBy.get(headers['x-request-id'] ?? '');
        return attended !== undefined && attended !== (address !== undefined);
      });
      if (lies.length > 0)
        throw new Error(`the bank was told wrong who is present: ${JSON.stringify(lies.slice(0, 5))}`);
    },
  };
}
