/** The command line: `npm run -s kontosync -- <command>` (contract 1). */
import type { Command } from './command.ts';
import { loadSettings, readEnvironment } from './config.ts';

// Loaded when called: `keys list` does not pay for Temporal, nor the API for the embedded PostgreSQL.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./local/up.ts')).up,
  api: async () => (await import('./api/runApi.ts')).runApi,
  worker: async () => (await import('./worker/runWorker.ts')).runWorker,
  simulator: async () => (await import('./local/runSimulator.ts')).runSimulator,
  migrate: async () => (await import('./db/runMigrate.ts')).runMigrate,
  reconcile: async () => (await import('./temporal/reconcileCommand.ts')).reconcileCommand,
  match: async () => (await import('./files/matchCommand.ts')).matchCommand,
  secrets: async () => (await import('./temporal/secretsCommand.ts')).secretsCommand,
  doctor: async () => (await import('./doctor/doctorCommand.ts')).doctorCommand,
  psql: async () => (await import('./db/operator/psqlCommand.ts')).psqlCommand,
  keys: async () => (await import('./api/keysCommand.ts')).keysCommand,
};

const exit = { wrongUse: 64, badInput: 65, notReachable: 69, tryAgain: 75, wrongConfiguration: 78 } as const;

async function run([name = '', ...args]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    process.stderr.write(`usage: kontosync <${Object.keys(commands).join('|')}>\n`);
    return exit.wrongUse;
  }
  const environment = readEnvironment();
  const settings = loadSettings(environment);
  const command = await load();
  return command({ settings, environment, args });
}

/** By name: the classes live in modules that most commands never load. */
const statusByError: Readonly<Record<string, number>> = {
  ConfigurationError: exit.wrongConfiguration,
  NamespaceError: exit.wrongConfiguration,
  SearchAttributesError: exit.wrongConfiguration,
  PortTakenError: exit.wrongConfiguration,
  FolderInUseError: exit.tryAgain,
  UnreachableError: exit.notReachable,
  UsageError: exit.wrongUse,
  BadFileError: exit.badInput,
};

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const status = error instanceof Error ? statusByError[error.name] : undefined;
  const text = error instanceof Error ? (status === undefined ? error.stack : error.message) : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = status ?? 1;
}
