import type { Request, Response } from 'express';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import type { Endpoint } from '../endpoints.ts';

export interface StruckCall {
  readonly request: Request;
  readonly response: Response;
  readonly context: SimulatorContext;
}

/** `answered`: nothing else happens to the call. */
export type Strike = (call: StruckCall) => Promise<'answered' | 'continue'> | 'answered' | 'continue';

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
  /** Checks the parameters. Throws `ZodError`. */
  readonly prepare: (params: unknown) => Strike;
}

export function defineFault<T extends z.ZodType>({
  params: schema,
  strike,
  ...rest
}: Omit<FaultDefinition, 'prepare'> & {
  readonly params: T;
  readonly strike: (params: z.infer<T>, call: StruckCall) => ReturnType<Strike>;
}): FaultDefinition {
  return {
    ...rest,
    prepare(params) {
      const checked = schema.parse(params);
      return (call) => strike(checked, call);
    },
  };
}
