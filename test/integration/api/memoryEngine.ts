import type { ErasureRef } from '../../../src/contracts/erasure.ts';
import type { Engine } from '../../../src/temporal/engine.ts';
import { EngineError } from '../../../src/temporal/engineError.ts';

type SyncBell = Parameters<Engine['requestSync']>[0];
type SyncAllStart = Parameters<Engine['syncAll']>[0];

/** The workflows' side of the port, in memory: it remembers what it was asked and answers as a test says. */
export interface MemoryEngine extends Engine {
  readonly bells: SyncBell[];
  readonly syncAllStarts: SyncAllStart[];
  readonly matchings: string[];
  readonly erasures: ErasureRef[];
  /** What a worker would do after the bell; it is not waited for. */
  whenRung: (bell: SyncBell) => Promise<void>;
  reachable: boolean;
}

export function createMemoryEngine(): MemoryEngine {
  const requireReachable = (): void => {
    if (!engine.reachable) throw new EngineError('engine_unavailable');
  };
  const engine: MemoryEngine = {
    bells: [],
    syncAllStarts: [],
    matchings: [],
    erasures: [],
    whenRung: async () => {},
    reachable: true,
    beginAuthorization: async () => ({ ok: true }),
    acceptCallback: async () => ({ ok: true }),
    confirmAccounts: async () => ({ ok: true }),
    revoke: async () => ({ ok: true }),
    async requestSync(bell) {
      requireReachable();
      engine.bells.push(bell);
      await engine.whenRung(bell);
    },
    async syncAll(start) {
      requireReachable();
      engine.syncAllStarts.push(start);
    },
    async requestMatching({ clientId }) {
      requireReachable();
      engine.matchings.push(clientId);
    },
    async eraseClient(erasure) {
      requireReachable();
      engine.erasures.push(erasure);
    },
    isReachable: async () => engine.reachable,
    runUrl: (workflowId, runId) => `http://ui.test/${encodeURIComponent(workflowId)}/${runId}`,
  };
  return engine;
}
