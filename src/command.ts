import type { Settings } from './config.ts';

/** What a command of the command line gets. */
export interface CommandInput {
  readonly settings: Settings;
  /** The variables as read, `.env` included: for children and for Temporal's own configuration. */
  readonly environment: NodeJS.ProcessEnv;
  readonly args: readonly string[];
}

/** Returns the exit status (contract 5). */
export type Command = (input: CommandInput) => Promise<number>;

/** Wrong use of a command: exit status 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
