import type { Request, Response } from 'express';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import type { Endpoint } from '../endpoints.ts';
import type { LoggedRequest } from '../requestLog.ts';
import type { FaultHook, FaultHooks } from './hooks.ts';

export interface StruckCall {
  readonly request: Request;
  readonly response: Response;
  readonly context: SimulatorContext;
  readonly record: LoggedRequest;
}

/** `answered`: nothing else happens to the call. `spared`: the fault had no part in it. */
export type StrikeOutcome = 'answered' | 'continue' | 'spared';
export type Strike = (call: StruckCall) => Promise<StrikeOutcome> | StrikeOutcome;

/** On which of the calls that a fault is meant for it strikes. */
export const whenSchema = z.union([
  z.literal('always'),
  z.strictObject({ nth: z.int().min(1) }),
  z.strictObject({ times: z.int().min(1) }),
  z.strictObject({ share: z.number().min(0).max(1) }),
]);
export type When = z.infer<typeof whenSchema>;

/** A fault by its name of bank H: one file each, listed in `catalogue.ts`. */
export interface FaultDefinition {
  readonly name: string;
  /** For people, with its parameters. */
  readonly what: string;
  /** Where it strikes unless an endpoint is named. */
  readonly endpoints: readonly Endpoint[];
  readonly defaultWhen: When;
  readonly hook: FaultHook;
  /** Checks the parameters. Throws `ZodError`. */
  readonly prepare: (params: unknown) => Partial<FaultHooks>;
}

/**
 * A fault of a whole call: `strike` looks at nothing but the call; with `prepare` it remembers from call to call.
 */
export function defineFault<T extends z.ZodType>({
  params: schema,
  ...rest
}: Omit<FaultDefinition, 'prepare' | 'hook'> & { readonly params: T } & (
    | { readonly strike: (params: z.infer<T>, call: StruckCall) => ReturnType<Strike> }
    | { readonly prepare: (params: z.infer<T>) => Strike }
  )): FaultDefinition {
  return {
    ...rest,
    hook: 'call',
    prepare(params) {
      const checked = schema.parse(params);
      return { call: 'prepare' in rest ? rest.prepare(checked) : (call) => rest.strike(checked, call) };
    },
  };
}

/** Hooks that are named after their endpoint. */
const ownEndpoints = ['accounts', 'token', 'sca'] as const;

/**
 * A fault of the ledger, of what is shown, of pages, of answers, of the list of accounts, of tokens or of the way back: `strike`
 * gives what `hook` calls, from the checked parameters; one that remembers from read to read keeps it in the closure.
 */
export function defineDataFault<K extends Exclude<FaultHook, 'call'>, T extends z.ZodType>({
  params: schema,
  strike,
  ...rest
}: Pick<FaultDefinition, 'name' | 'what'> & {
  readonly hook: K;
  readonly defaultWhen?: When;
  readonly params: T;
  readonly strike: (params: z.infer<T>) => FaultHooks[K];
}): FaultDefinition {
  return {
    defaultWhen: 'always',
    ...rest,
    endpoints: [ownEndpoints.find((endpoint) => endpoint === rest.hook) ?? 'transactions'],
    prepare: (params) => ({ [rest.hook]: strike(schema.parse(params)) }),
  };
}
