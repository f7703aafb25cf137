import type { BankErrorDetails } from './bankError.ts';

/** The connection was never made, so no byte of the request left. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Node's own names for a server certificate that does not hold (X509_V_ERR_…). */
export const badServerCertificate =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_ALTNAME)/;

/**
 * What the network did, by the error's `code` and never by its message (S-18). An `AggregateError` of several addresses
 * carries the code of its first.
 */
export function classifyNetworkFailure(error: unknown): BankErrorDetails {
  const code = codeOf(error);
  if (code === undefined) return { code: 'bank_unavailable', sent: true };
  if (neverConnected.has(code) || isConnecting(error)) return { code: 'bank_unavailable', sent: false };
  if (badServerCertificate.test(code)) return { code: 'needs_operator', sent: false, bankCode: code };
  // A TLS alert during the handshake: the bank does not take our certificate.
  if (code.startsWith('ERR_SSL_')) return { code: 'bank_rejects_credentials', sent: false, bankCode: code };
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { code: 'bank_contract_violation', sent: true, bankCode: code };
  return { code: 'bank_unavailable', sent: true };
}

// By shape: errors of the runtime itself may come from another realm, where `instanceof` says no.
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The `code` of an error of the runtime or a library, or of what caused it. */
export function codeOf(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : undefined;
}

/** `ETIMEDOUT` and its like name the system call that they come from; of several addresses, each. */
function isConnecting(error: unknown): boolean {
  if (!isObject(error)) return false;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.every(isConnecting);
  return 'syscall' in error && error.syscall === 'connect';
}
