import { z } from 'zod';
import type { PaymentServiceUser } from '../bank/port.ts';
import type { Scope } from '../contracts/scopes.ts';
import type { Logger } from '../logger.ts';
import type { ApiDeps } from './apiDeps.ts';
import type { Principal } from './principal.ts';
import { invalidRequest, notFound } from './problem.ts';
import type { JsonReply, PageReply, RedirectReply } from './reply.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What every handler gets besides its parsed input. */
export interface RequestFacts {
  readonly principal: Principal;
  /** The person who is present, as the ERP says by `PSU-IP-Address`; null: nobody is (bank B). */
  readonly psu: PaymentServiceUser | null;
  /** The ERP's id of the person who acts. */
  readonly kontosyncUser: string | null;
  readonly idempotencyKey: string | null;
  readonly preferAsync: boolean;
  readonly requestId: string;
  /** Who calls, on the network. */
  readonly address: string;
  /** A browser asks: it prefers a page to JSON. */
  readonly acceptsHtml: boolean;
  readonly log: Logger;
}

/** Input as it came: parsed by the route's schemas, nobody else reads it. */
export interface RawRequest extends RequestFacts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface RouteRequest<Params, Query, Body> extends RequestFacts {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export type AnyReply = JsonReply | PageReply | RedirectReply;
type Responses = Readonly<Record<number, z.ZodType>>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type ReplyOf<R extends Responses> =
  | { [Status in keyof R & number]: JsonReply<Status, DeepReadonly<z.input<R[Status]>>> }[keyof R & number]
  | PageReply
  | RedirectReply;

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** `scope`: a key with this scope; `open`: nobody in particular. */
type Access =
  | { readonly scope: Scope; readonly open?: undefined }
  | { readonly open: true; readonly scope?: undefined };

/**
 * One route. Schemas of parameters and bodies are `z.strictObject` (an unknown member is a 422), or `z.looseObject` where
 * somebody else may add members, as a bank does in its redirect. The same schemas make the OpenAPI document (S-9).
 */
export type RouteSpec<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  R extends Responses,
> = Access & {
  readonly method: Method;
  /** As Express writes it: `/api/v1/clients/:client_id`. */
  readonly path: string;
  /** One line for the documentation. */
  readonly summary: string;
  /** A GET that uses something up: HEAD, which scanners of links send, must not reach it. */
  readonly refusesHead?: true;
  /** A browser that prefers HTML gets a page, or a redirect (303). */
  readonly answersBrowsers?: true;
  /** Of a feed, whose cursor a caller keeps for years: it is not signed, as a signature dies with its secret (C-14). */
  readonly hasLastingCursor?: true;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Successes; problems need no mention. */
  readonly responses: R;
  /** 64 kB unless the route says otherwise (C-10). */
  readonly bodyLimitBytes?: number;
  readonly handler: (
    deps: ApiDeps,
  ) => (request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<ReplyOf<R>>;
};

/** A route whose types have been used up: what the application and the documentation work with. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly refusesHead: boolean;
  readonly answersBrowsers: boolean;
  readonly hasLastingCursor: boolean;
  /** null: open. */
  readonly scope: Scope | null;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  /** null where the method has no body. */
  readonly body: z.ZodType | null;
  readonly responses: Responses;
  readonly bodyLimitBytes: number;
  bind(deps: ApiDeps): (request: RawRequest) => Promise<AnyReply>;
}

const defaultBodyLimitBytes = 64 * 1024;

const fieldErrors = (error: z.ZodError, where: string) =>
  error.issues.map((issue) => ({ path: issue.path.map(String).join('.') || where, message: issue.message }));

/**
 * A part of the request by its schema; a route without one takes nothing. (An overload, as TypeScript cannot see that
 * an absent schema leaves the type at its default.)
 */
function parse<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown, where: string): z.output<Schema>;
function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  const parsed = (schema ?? nothing).safeParse(value);
  if (parsed.success) return parsed.data;
  // A path whose parameter cannot be an id names nothing: the same answer as for an unknown id (C-4).
  throw where === 'path' ? notFound() : invalidRequest(fieldErrors(parsed.error, where));
}

/** Makes a route of its schemas, scope, answers and handler. */
export function defineRoute<
  R extends Responses,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(spec: RouteSpec<Params, Query, Body, R>): Route {
  const takesBody = spec.method !== 'get' && spec.method !== 'delete';
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    refusesHead: spec.refusesHead ?? false,
    answersBrowsers: spec.answersBrowsers ?? false,
    hasLastingCursor: spec.hasLastingCursor ?? false,
    scope: spec.scope ?? null,
    params: spec.params ?? nothing,
    query: spec.query ?? nothing,
    body: takesBody ? (spec.body ?? nothing) : null,
    responses: spec.responses,
    bodyLimitBytes: spec.bodyLimitBytes ?? defaultBodyLimitBytes,
    bind: (deps) => {
      const handle = spec.handler(deps);
      return async (raw) =>
        handle({
          ...raw,
          params: parse(spec.params, raw.params, 'path'),
          query: parse(spec.query, raw.query, 'query'),
          body: parse(spec.body, raw.body, 'body'),
        });
    },
  };
}
