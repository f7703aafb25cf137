import type { Answer, AttemptRef, ConnectionRef } from '../contracts/connection.ts';
import type { ErasureRef } from '../contracts/erasure.ts';
import type { SyncTrigger } from '../contracts/sync.ts';

/**
 * What the API asks of the workflows (S-14). It never sees Temporal's client: errors come as `EngineError` with a code of
 * the error table. Nothing here carries a secret, a URL or an account number (B-12): these are read from the rows.
 */
export interface Engine {
  /** First walk or renewal; starts the connection's workflow where there is none. */
  beginAuthorization(ref: AttemptRef): Promise<Answer>;
  acceptCallback(ref: AttemptRef): Promise<Answer>;
  confirmAccounts(ref: AttemptRef): Promise<Answer>;
  /** Answers when the wish is taken in; `bank_connections` tells when the bank has confirmed. */
  revoke(ref: ConnectionRef): Promise<Answer>;
  /** Rings the bell for a row of `sync_requests` that was committed before (design 2). */
  requestSync(ref: ConnectionRef & { readonly trigger: SyncTrigger }): Promise<void>;
  /** Starts the coordinator for connections that the caller has claimed with `claimId`; once for each principal and day. */
  syncAll(input: { readonly principalId: string; readonly claimId: string; readonly utcDate: string }): Promise<void>;
  requestMatching(ref: { readonly clientId: string }): Promise<void>;
  /** Starts the erasure that was committed before, or joins the one that runs (E-18). */
  eraseClient(ref: ErasureRef): Promise<void>;
  /** Within a second, for readiness. */
  isReachable(): Promise<boolean>;
  /** Link to a run in the Web UI; null where no UI is known. */
  runUrl(workflowId: string, runId: string): string | null;
}
