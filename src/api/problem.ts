import type { z } from 'zod';
import { type Actor, type ErrorCode, type ErrorEntry, errorCodes } from '../contracts/errorCodes.ts';
import type { matchItem } from './shapes/matchShape.ts';
import type { problemShape } from './shapes/problemShape.ts';
import type { reviewItem } from './shapes/reviewItemShape.ts';

export interface FieldError {
  /** `invoices.3.amount`, or a header's or parameter's name. */
  readonly path: string;
  readonly message: string;
}

/** Members beside those of the table (contract 3 "Errors"). */
export interface ProblemExtras {
  readonly run_id?: string;
  /** RFC 3339 */
  readonly retry_at?: string;
  /** Where the table's actor is not the one of this case. */
  readonly act?: Exclude<Actor, null>;
  /** Refines the code, e.g. why a refresh failed: a code, never a text of the bank. */
  readonly reason?: string;
  readonly connection_id?: string;
  readonly errors?: readonly FieldError[];
  /** Who has what was asked for. */
  readonly matches?: z.input<typeof matchItem>[];
  /** The item as it is now. */
  readonly review_item?: z.input<typeof reviewItem>;
}

export interface ProblemOptions {
  /** Where a route answers a code with another status than the table's. */
  readonly status?: number;
  readonly detail?: string;
  readonly extras?: ProblemExtras;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that is not a success. Status, title and hint come from the table of codes (S-17). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ErrorCode;
  readonly status: number;
  /** For the caller; defaults to the table's hint. Holds no secret and no text of the bank. */
  readonly detail: string | undefined;
  readonly extras: ProblemExtras;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, { status, detail, extras, headers, cause }: ProblemOptions = {}) {
    super(`problem: ${code}`, { cause });
    this.code = code;
    this.status = status ?? errorCodes[code].status;
    this.detail = detail;
    this.extras = extras ?? {};
    this.headers = headers ?? {};
  }
}

/** Foreign and unknown are the same answer (C-4): always made here. */
export const notFound = (): ApiProblem => new ApiProblem('not_found');

/** 422 that names each member and its rule. */
export const invalidRequest = (errors: readonly FieldError[]): ApiProblem =>
  new ApiProblem('invalid_request', { extras: { errors } });

type ProblemBody = z.input<typeof problemShape>;

/** The body of a problem: RFC 9457 with the extension members of contract 3. */
export function problemBody(problem: ApiProblem, requestId: string): ProblemBody {
  const entry: ErrorEntry = errorCodes[problem.code];
  const { errors, ...extras } = problem.extras;
  const detail = problem.detail ?? entry.hint;
  return {
    type: `/docs/errors#${problem.code}`,
    title: entry.title,
    status: problem.status,
    detail,
    instance: `urn:uuid:${requestId}`,
    success: false,
    message: `${entry.title}. ${detail}`,
    code: problem.code,
    request_id: requestId,
    retryable: entry.retryable,
    ...(entry.act === null ? {} : { act: entry.act }),
    ...extras,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}
