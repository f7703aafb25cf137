import { ClientErasing } from '../db/clientErasing.ts';
import { isConnectionLost } from '../db/connectionLost.ts';
import { DecryptionFailed } from '../security/securityErrors.ts';
import { EngineError } from '../temporal/engineError.ts';
import { ApiProblem } from './problem.ts';

/** PostgreSQL: deadlock, serialization, lock or statement time-out, too many connections. The same request may succeed. */
const passingStates = new Set(['40001', '40P01', '55P03', '57014', '53300']);

const retryAfter = (seconds: number) => ({ headers: { 'Retry-After': String(seconds) } });

/** Whatever was thrown, as a problem; what we do not know is `unexpected` and shown to nobody but the log (C-12). */
export function classifyError(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof EngineError) return new ApiProblem(error.code, { cause: error });
  if (error instanceof ClientErasing) return new ApiProblem('client_erasing', { cause: error });
  if (isConnectionLost(error)) return new ApiProblem('database_unavailable', { cause: error, ...retryAfter(5) });
  if (error instanceof DecryptionFailed)
    return new ApiProblem('decryption_failed', {
      cause: error,
      detail: `The secret with the key id ${error.keyId} is missing.`,
    });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (passingStates.has(code)) return new ApiProblem('overloaded', { cause: error, ...retryAfter(1) });
  // Express refuses a path that cannot be decoded with URIError: it names nothing.
  if (error instanceof URIError) return new ApiProblem('not_found', { cause: error });
  return new ApiProblem('unexpected', { cause: error });
}
