import type { Request, Response } from 'express';
import type { Endpoint } from './endpoints.ts';

/** What the bank was asked and what it did (bank H-6). */
export interface LoggedRequest {
  readonly at: string;
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly account: string | null;
  /** `grant_type` of a token call. */
  grant_type?: string;
  /** `null` while it is not answered. */
  status: number | null;
  /** Booked rows in the answer. */
  rows: number;
  /** It used up one of the day's unattended reads. */
  counted: boolean;
  /** Names of the faults that came over it. */
  readonly faults: string[];
}

export interface RequestLog {
  begin(request: Request, response: Response, endpoint: Endpoint, account: string | null): LoggedRequest;
  all(): readonly LoggedRequest[];
  /** Since the last clearing, those that fell out of the log included. */
  total(): number;
  clear(): void;
}

const kept = 10_000;
/** Shown as having been there, never as what they were. */
const secretHeaders = new Set([
  'authorization',
  'x-api-key',
  'cookie',
  'consent-id',
  'psu-id',
  'tpp-redirect-uri',
  'tpp-nok-redirect-uri',
]);
const secretParameters = new Set(['state', 'code', 'code_challenge', 'ticket']);
const consentPath = /^(\/v1\/consents\/)[^/]+/;

export function createRequestLog(now: () => number): RequestLog {
  let entries: LoggedRequest[] = [];
  let total = 0;
  return {
    begin(request, response, endpoint, account) {
      const url = new URL(request.originalUrl, 'http://bank');
      const entry: LoggedRequest = {
        at: new Date(now()).toISOString(),
        endpoint,
        method: request.method,
        path: url.pathname.replace(consentPath, `$1${received}`),
        query: Object.fromEntries(
          [...url.searchParams].map(([name, value]) => [name, secretParameters.has(name) ? received : value]),
        ),
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, shown(name, value)])),
        account,
        status: null,
        rows: 0,
        counted: false,
        faults: [],
      };
      response.once('finish', () => {
        entry.status = response.statusCode;
      });
      entries.push(entry);
      total += 1;
      if (entries.length > 2 * kept) entries = entries.slice(-kept);
      return entry;
    },
    all: () => entries.slice(-kept),
    total: () => total,
    clear() {
      entries = [];
      total = 0;
    },
  };
}

const received = '[received]';

function shown(name: string, value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
  if (!secretHeaders.has(name)) return text;
  const scheme = /^(Bearer|Basic) /i.exec(text);
  return scheme === null ? received : `${scheme[1]} ${received}`;
}
