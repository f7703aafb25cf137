import {
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ErrorCode } from '../contracts/errorCodes.ts';

export type EngineFailure =
  /** A validator's answer, or a failure that the workflow gave a type. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'failed'; readonly code: Extract<ErrorCode, 'engine_unavailable' | 'unexpected'> };

/** What an update's error means to the caller; Temporal's own words go to the log only (S-14). */
export function classifyEngineFailure(error: unknown): EngineFailure {
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    return cause instanceof ApplicationFailure && typeof cause.type === 'string' && cause.type !== ''
      ? { kind: 'refused', code: cause.type }
      : { kind: 'failed', code: 'unexpected' };
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcServiceError(error))
    return { kind: 'failed', code: 'engine_unavailable' };
  const cause = error instanceof Error ? error.cause : undefined;
  return { kind: 'failed', code: isGrpcServiceError(cause) ? 'engine_unavailable' : 'unexpected' };
}
