import type { Endpoint } from '../endpoints.ts';
import { createRandom } from '../ledger/random.ts';
import { faultCatalogue } from './catalogue.ts';
import type { FaultDefinition, When } from './fault.ts';
import type { FaultHook, FaultHooks } from './hooks.ts';

export interface FaultSwitch {
  readonly name: string;
  /** Absent: every account, and calls without one. */
  readonly account?: string | undefined;
  /** Absent: where the fault strikes by itself. */
  readonly endpoint?: Endpoint | undefined;
  readonly when?: When | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface ActiveFault extends FaultSwitch {
  readonly id: number;
  readonly when: When;
  /** Calls that it was meant for. */
  readonly calls: number;
  /** Calls that it came over. */
  readonly strikes: number;
}

export interface FaultRegistry {
  /** Throws `ZodError` for wrong parameters; `null` for a name that is not in the catalogue. */
  switchOn(fault: FaultSwitch): ActiveFault | null;
  /** One name, or all. */
  switchOff(name?: string): void;
  active(): readonly ActiveFault[];
  /**
   * Counts the call for each fault of this hook that is meant for it, and gives those that strike, in the order they were
   * switched on.
   */
  striking<K extends FaultHook>(hook: K, endpoint: Endpoint, account: string | null): readonly Struck<K>[];
}

export interface Struck<K extends FaultHook> {
  readonly name: string;
  readonly strike: NonNullable<Partial<FaultHooks>[K]>;
}

interface Entry {
  readonly fault: FaultSwitch & { readonly id: number; readonly when: When };
  readonly definition: FaultDefinition;
  readonly hooks: Partial<FaultHooks>;
  calls: number;
  strikes: number;
}

/** Which faults are on. Shares are drawn from the seed: the same calls in the same order meet the same faults. */
export function createFaultRegistry(seed: string): FaultRegistry {
  let entries: Entry[] = [];
  let lastId = 0;
  const random = createRandom(`${seed}|faults`);

  const isTheTurnOf = ({ fault: { when }, calls }: Entry): boolean => {
    if (when === 'always') return true;
    if ('nth' in when) return calls === when.nth;
    return 'times' in when ? calls <= when.times : random.chance(when.share);
  };
  const isMeantFor = ({ fault, definition }: Entry, endpoint: Endpoint, account: string | null): boolean =>
    (fault.account === undefined || fault.account === account) &&
    (fault.endpoint === undefined ? definition.endpoints.includes(endpoint) : fault.endpoint === endpoint);

  const shown = ({ fault, calls, strikes }: Entry): ActiveFault => ({ ...fault, calls, strikes });
  return {
    switchOn(asked) {
      const definition = faultCatalogue.find(({ name }) => name === asked.name);
      if (definition === undefined) return null;
      const hooks = definition.prepare(asked.params);
      const fault = { ...asked, id: (lastId += 1), when: asked.when ?? definition.defaultWhen };
      const entry = { fault, definition, hooks, calls: 0, strikes: 0 };
      entries.push(entry);
      return shown(entry);
    },
    switchOff(name) {
      entries = name === undefined ? [] : entries.filter(({ fault }) => fault.name !== name);
    },
    active: () => entries.map(shown),
    striking(hook, endpoint, account) {
      return entries.flatMap((entry) => {
        const strike = entry.hooks[hook];
        if (strike === undefined || !isMeantFor(entry, endpoint, account)) return [];
        entry.calls += 1;
        if (!isTheTurnOf(entry)) return [];
        entry.strikes += 1;
        return [{ name: entry.fault.name, strike }];
      });
    },
  };
}
