import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, makeSharedFolder, type PostgresBinaries, sharedFolder } from './postgresBinaries.ts';
import { type RunningProcess, runningProcesses, sendSignal, waitUntilGone } from './processes.ts';

const run = promisify(execFile);

/**
 * Where the embedded cluster of a data folder lies: inside it, but as root under `/var/lib/kontosync`, as the data
 * folder is 0700 and the server runs as another user (contract 2, KONTOSYNC_DATA_DIR).
 */
export function embeddedClusterDir(dataDir: string): string {
  const path = resolve(dataDir);
  if (!isRoot()) return join(path, 'postgres');
  return join(sharedFolder, createHash('sha256').update(path).digest('hex').slice(0, 16));
}

/**
 * Makes the cluster where there is none. initdb works in a folder beside it, which takes the name when it is whole, so
 * an interrupted one leaves nothing that looks like a cluster. Throws where the folder holds something else.
 */
export async function initialiseCluster(
  dataDir: string,
  password: string,
  { bin, as }: PostgresBinaries,
): Promise<void> {
  const content = await readdir(dataDir).catch((): string[] => []);
  if (content.includes('PG_VERSION')) return;
  if (content.length > 0) throw new Error(`${dataDir} holds something else than a PostgreSQL cluster.`);
  if (dirname(dataDir) === sharedFolder) await makeSharedFolder();
  else await mkdir(dirname(dataDir), { recursive: true });
  const unfinished = `${dataDir}.new`;
  const secret = `${dataDir}.pw`;
  await clearLeftOverPostgres(unfinished);
  for (const path of [unfinished, secret]) await rm(path, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(secret, password, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined)
    for (const path of [unfinished, secret]) await chown(path, as.uid, as.gid);
  try {
    // builtin C.UTF-8: sorts the same on every machine, needs no locale of the system and survives glibc updates
    const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`];
    const args = ['-D', unfinished, ...access, ...locale, '--no-instructions'];
    await run(join(bin, 'initdb'), args, { ...as, cwd: '/', env: { LC_ALL: 'C' } });
    await rename(unfinished, dataDir);
  } finally {
    await rm(secret, { force: true });
  }
}

/** The first line of postmaster.pid is the process, the eighth its status. */
export function readPostmaster(dataDir: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Math.abs(Number(lines[0])), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Stops what a killed start left behind; the caller holds the folder's lock. PostgreSQL clears a stale postmaster.pid
 * itself, but refuses to start (a) when the number now belongs to another process of its user, (b) while a busy backend
 * of a killed postmaster still computes: backends are sessions of their own, so no signal to a group reaches them.
 * Server processes work in their data folder: the only mark that also names such backends.
 */
export async function clearLeftOverPostgres(dataDir: string): Promise<void> {
  const isServer = ({ commandLine, workingDirectory }: RunningProcess): boolean =>
    (workingDirectory === dataDir && commandLine.startsWith('postgres: ')) ||
    ['postgres', 'initdb'].some((name) => commandLine.includes(`/${name} -D ${dataDir} `));
  const found = runningProcesses().filter(isServer);
  const postmaster = readPostmaster(dataDir)?.pid;
  if (found.some(({ pid }) => pid === postmaster) && postmaster !== undefined) sendSignal(postmaster, 'SIGINT');
  else for (const { pid } of found) sendSignal(pid, 'SIGQUIT');
  if (!(await waitUntilGone(isServer, 30_000))) {
    for (const { pid } of runningProcesses().filter(isServer)) sendSignal(pid, 'SIGKILL');
    if (!(await waitUntilGone(isServer, 5_000))) throw new Error(`An old PostgreSQL in ${dataDir} does not stop.`);
  }
  await rm(join(dataDir, 'postmaster.pid'), { force: true }); // safe: nobody works in the folder now
}
