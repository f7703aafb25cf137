import {
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { refusals } from '../contracts/connection.ts';
import type { ErrorCode } from '../contracts/errorCodes.ts';

/** The server's word for an update that was taken in by a workflow that ended before it answered. */
const endedMeanwhile = 'AcceptedUpdateCompletedWorkflow';

export type EngineFailure =
  /** The workflow is about to continue as new: its next run answers. */
  | { readonly kind: 'continuing' }
  /** It ended before it answered: a new one may answer. */
  | { readonly kind: 'ended' }
  /** A validator's answer, or a failure that the workflow gave a type. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'failed'; readonly code: Extract<ErrorCode, 'engine_unavailable' | 'unexpected'> };

/** What an update's error means to the caller; Temporal's own words go to the log only (S-14). */
export function classifyEngineFailure(error: unknown): EngineFailure {
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    const type = cause instanceof ApplicationFailure ? cause.type : undefined;
    if (type === refusals.continuing) return { kind: 'continuing' };
    if (type === endedMeanwhile) return { kind: 'ended' };
    return type ? { kind: 'refused', code: type } : { kind: 'failed', code: 'unexpected' };
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcServiceError(error))
    return { kind: 'failed', code: 'engine_unavailable' };
  const cause = error instanceof Error ? error.cause : undefined;
  return { kind: 'failed', code: isGrpcServiceError(cause) ? 'engine_unavailable' : 'unexpected' };
}

/** gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE: the same call may succeed a moment later. */
const passingStatuses: ReadonlySet<number> = new Set([4, 8, 10, 14]);

/** Whether the same call may succeed a moment later. The client wraps what the connection threw. */
export function mayPass(error: unknown): boolean {
  const cause = isGrpcServiceError(error) ? error : error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) && passingStatuses.has(cause.code);
}
