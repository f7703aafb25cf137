import type { Command } from '../command.ts';

/** The bank simulator is a program of its own, beside `src/`. */
export const simulatorProgram = new URL('../../simulator/main.ts', import.meta.url);

/** `simulator`: runs it in this process until it is stopped. */
export const runSimulator: Command = async () => {
  await import(simulatorProgram.href);
  return 0;
};
