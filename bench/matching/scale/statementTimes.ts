import { Client } from 'pg';

export interface StatementTime {
  /** The first words that tell it from the others. */
  readonly name: string;
  readonly calls: number;
  /** Between sending the statement and its answer, rows parsed. */
  readonly ms: number;
}

let times = new Map<string, { calls: number; ms: number }>();

/** Times every statement of this process from now on. */
export function watchStatements(nameOf: (text: string) => string): void {
  const prototype = Client.prototype as unknown as { query: (...args: readonly unknown[]) => unknown };
  const send = prototype.query;
  prototype.query = function timed(this: unknown, ...args: readonly unknown[]) {
    const beganAt = performance.now();
    const answer: unknown = send.apply(this, [...args]);
    const note = (): void => {
      const name = nameOf(textOf(args[0]));
      const known = times.get(name) ?? { calls: 0, ms: 0 };
      times.set(name, { calls: known.calls + 1, ms: known.ms + performance.now() - beganAt });
    };
    // A failure is the caller's: here it would end the process before the server is stopped.
    if (answer instanceof Promise) answer.then(note, note);
    return answer;
  };
}

/** What was sent since the last call, the costliest first. */
export function takeStatementTimes(): readonly StatementTime[] {
  const taken = [...times].map(([name, { calls, ms }]) => ({ name, calls, ms })).toSorted((a, b) => b.ms - a.ms);
  times = new Map();
  return taken;
}

const textOf = (first: unknown): string => {
  if (typeof first === 'string') return first;
  return typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
};
