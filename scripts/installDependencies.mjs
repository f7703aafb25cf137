import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { waitForLock } from './fileLock.mjs';
import { onExit } from './onExit.mjs';
import { startProgress } from './progress.mjs';
import { runCommand } from './runCommand.mjs';
import { SetupError } from './setupError.mjs';
import { writableCacheFolder } from './writableCacheFolder.mjs';

const stampFile = (root) => join(root, 'node_modules', '.kontosync-installed');

/** The lock file and the machine: a node_modules that came from another kind of machine has the wrong binaries. */
function wantedStamp(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} ${process.platform}-${process.arch}`;
}

const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/**
 * npm writes node_modules/.package-lock.json as the last step of an install, so an interrupted one has none. Where it
 * agrees with package-lock.json, somebody has run `npm ci` by hand.
 */
function npmSaysComplete(root) {
  const hidden = readText(join(root, 'node_modules', '.package-lock.json'));
  if (!hidden) return false;
  const installed = JSON.parse(hidden).packages ?? {};
  const { '': _root, ...locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const same = ([path, wanted]) => {
    const present = installed[path];
    if (!present) return Boolean(wanted.optional || wanted.devOptional);
    return present.version === wanted.version && present.integrity === wanted.integrity;
  };
  return Object.entries(locked).every(same) && Object.keys(installed).every((path) => path in locked);
}

/** Whether node_modules is what package-lock.json asks for. Costs a few milliseconds once the stamp is there. */
function isInstalled(root) {
  const stamp = wantedStamp(root);
  if (readText(stampFile(root)) === stamp) return true;
  if (!npmSaysComplete(root)) return false;
  writeFileSync(stampFile(root), stamp);
  return true;
}

/** npm, run by a Node outside node_modules: the one inside is removed in the course of the install. */
function npmCommand(root, env) {
  const modules = join(root, 'node_modules') + sep;
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules.slice(0, -1)));
  const { npm_node_execpath: node = '', npm_execpath: npm = '' } = env;
  const known = npm.endsWith('npm-cli.js') && existsSync(npm) && existsSync(node) && !node.startsWith(modules);
  return {
    file: known ? node : 'npm',
    args: known ? [npm] : [],
    env: { ...env, PATH: (known ? [dirname(node), ...path] : path).join(delimiter) },
  };
}

/** `npm ci` where node_modules is missing, incomplete or out of date. Throws SetupError 69 when it fails. */
export async function installDependencies(root, env) {
  if (isInstalled(root)) return;
  const folder = writableCacheFolder(env);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = await waitForLock(join(folder, `install-${name}.lock`), (pid) =>
    process.stderr.write(`Another start (process ${pid}) installs the npm packages; waiting for it …\n`),
  );
  const forget = onExit(lock.release);
  try {
    if (isInstalled(root)) return;
    const progress = startProgress('Installing the npm packages …');
    const npm = npmCommand(root, env);
    const args = [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { failure, tail } = await runCommand(npm.file, args, { cwd: root, env: npm.env });
    progress.end(failure ? 'failed after' : 'done in');
    if (failure) throw new SetupError(installFailed(failure, tail), 69);
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(stampFile(root), wantedStamp(root));
  } finally {
    lock.release();
    forget();
  }
}

const installFailed = (failure, tail) =>
  [
    `The npm packages could not be installed: \`npm ci\` failed (${failure}). Its last lines:`,
    ...tail.map((line) => `    ${line}`),
    'Is the npm registry reachable from here (`npm ping`)? Behind a proxy set HTTPS_PROXY. Then start again.',
  ].join('\n');
