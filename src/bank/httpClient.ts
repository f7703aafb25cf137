import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { BankError } from './bankError.ts';
import type { BankLimits } from './bankLimits.ts';
import type { SentRequest } from './callReport.ts';
import { classifyNetworkFailure, codeOf } from './networkFailure.ts';
import type { PaymentServiceUser } from './port.ts';

export interface BankRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly psu: PaymentServiceUser | null;
  /** The whole call, connecting and reading included. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Over a connection of its own: a kept one may die while we write, and nobody could say whether the bank acted. */
  readonly freshConnection?: boolean;
  /** Told of the request once it is over, answered or not. */
  readonly onSent?: ((sent: SentRequest) => void) | undefined;
}

export interface BankAnswer {
  readonly status: number;
  /** Names in lower case; the first value of each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface HttpClient {
  /** Any status is an answer. Throws `BankError` for what the network did, and for the caller's own `signal` its reason. */
  send(request: BankRequest): Promise<BankAnswer>;
  close(): Promise<void>;
}

export interface TlsFiles {
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
}

/**
 * The only way to a bank: deadlines and sizes of D-14, no redirects, every body read to its end or cut, a new
 * `X-Request-ID` for each attempt, the person's headers only with a person (contract 6). Never logs a URL or a body.
 */
export function createHttpClient({ limits, tls }: { readonly limits: BankLimits; readonly tls: TlsFiles }): HttpClient {
  let agents: Promise<{ readonly kept: Agent; readonly fresh: Agent }> | undefined;

  const openAgents = async (): Promise<{ readonly kept: Agent; readonly fresh: Agent }> => {
    const [cert, key, ca] = await Promise.all([tls.certFile, tls.keyFile, tls.caFile].map(readOptional));
    const options = {
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
      maxResponseSize: limits.maxBodyBytes,
      connect: { timeout: limits.connectMs, ...(cert && { cert }), ...(key && { key }), ...(ca && { ca }) },
    };
    return { kept: new Agent(options), fresh: new Agent({ ...options, pipelining: 0 }) };
  };

  return {
    async send({ method, url, headers, body: content, psu, deadlineMs, signal, freshConnection = false, onSent }) {
      agents ??= openAgents();
      const { kept, fresh } = await agents.catch((error: unknown) => {
        agents = undefined;
        const bankCode = codeOf(error);
        throw new BankError({ code: 'bank_rejects_credentials', sent: false, ...(bankCode && { bankCode }) });
      });
      signal?.throwIfAborted();
      const deadline = AbortSignal.timeout(deadlineMs);
      const requestId = randomUUID();
      const beganAtMs = performance.now();
      let status: number | null = null;
      try {
        const answer = await request(url, {
          dispatcher: freshConnection ? fresh : kept,
          method,
          headers: { ...headers, 'x-request-id': requestId, ...personHeaders(psu) },
          ...(content === undefined ? {} : { body: content }),
          signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        });
        status = answer.statusCode;
        const body = new Uint8Array(await answer.body.arrayBuffer());
        return { status: answer.statusCode, headers: firstValues(answer.headers), body };
      } catch (error) {
        signal?.throwIfAborted();
        throw new BankError(classifyNetworkFailure(error));
      } finally {
        onSent?.({ requestId, status, durationMs: Math.round(performance.now() - beganAtMs) });
      }
    },
    async close() {
      const opened = await agents?.catch(() => undefined);
      await Promise.all([opened?.kept.destroy(), opened?.fresh.destroy()]);
    },
  };
}

const readOptional = async (file: string | undefined): Promise<Buffer | undefined> =>
  file === undefined ? undefined : readFile(file);

const personHeaders = (psu: PaymentServiceUser | null): Record<string, string> =>
  psu === null
    ? {}
    : {
        'psu-ip-address': psu.ipAddress,
        ...(psu.userAgent === null ? {} : { 'psu-user-agent': psu.userAgent }),
      };

const firstValues = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first]];
    }),
  );
