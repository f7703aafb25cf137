import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnvFile } from './readEnvFile.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const toolsFolder = join(ROOT, 'tools', 'temporal');

/**
 * Where a machine keeps what was downloaded or built, best place first; the temporary folder serves where there is no
 * home, or none that can be written.
 */
export function cacheFolders(env) {
  const home = [env.XDG_CACHE_HOME, env.HOME && join(env.HOME, '.cache')].find((path) => path && isAbsolute(path));
  const temporary = join(tmpdir(), `kontosync-cache-${process.getuid?.() ?? 0}`);
  return home ? [join(home, 'kontosync'), temporary] : [temporary];
}

/** The folder's name changes with the tools module, so a raised version is fetched anew. */
export function executableFolderName() {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) hash.update(readFileSync(join(toolsFolder, name)));
  return `temporal-${hash.digest('hex').slice(0, 16)}`;
}

/** Anybody can make a folder in the temporary folder: what is run from a cache must be ours. */
const isOurs = (path) => {
  const { uid } = statSync(path);
  return uid === (process.getuid?.() ?? uid) || uid === 0;
};

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * An environment with what `.env` says about the Temporal server; the real environment wins. Nothing else is taken from
 * the file: it may be secret, and npm and Go hand their environment on.
 */
export function withTemporalSettings(env) {
  const file = readEnvFile(join(ROOT, '.env'));
  const missing = ['TEMPORAL_ADDRESS', 'TEMPORAL_CLI_PATH'].filter((name) => env[name] === undefined && file[name]);
  return { ...env, ...Object.fromEntries(missing.map((name) => [name, file[name]])) };
}

/**
 * How this machine gets its Temporal server, by looking only: a running one, an executable, or none yet.
 * An empty variable counts as not set.
 */
export function findTemporal(env) {
  if (env.TEMPORAL_ADDRESS) return { kind: 'address', address: env.TEMPORAL_ADDRESS };
  if (env.TEMPORAL_CLI_PATH) {
    const path = resolve(ROOT, env.TEMPORAL_CLI_PATH);
    return isExecutable(path)
      ? { kind: 'executable', path }
      : { kind: 'not_executable', variable: 'TEMPORAL_CLI_PATH' };
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const onPath = folders.map((folder) => join(folder, 'temporal')).find(isExecutable);
  if (onPath) return { kind: 'executable', path: onPath };
  const cached = cacheFolders(env).map((folder) => join(folder, executableFolderName(), 'temporal'));
  const path = cached.find((candidate) => isExecutable(candidate) && isOurs(candidate));
  return path ? { kind: 'executable', path } : { kind: 'missing', lookedIn: cached };
}
