import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './fileLock.mjs';
import { executableFolderName, findTemporal, toolsFolder } from './findTemporal.mjs';
import { onExit } from './onExit.mjs';
import { startProgress } from './progress.mjs';
import { runCommand } from './runCommand.mjs';
import { SetupError } from './setupError.mjs';
import { writableCacheFolder } from './writableCacheFolder.mjs';

const DOWNLOADS = 'https://temporal.download/cli/archive';
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';

/** Sees to it that `findTemporal` finds something. Throws SetupError: 78 for a wrong setting, 69 when nothing works. */
export async function provideTemporal(root, env) {
  const found = findTemporal(env);
  if (found.kind === 'not_executable')
    throw new SetupError(`${found.variable} must name an executable file; there is none at its value.`, 78);
  if (found.kind !== 'missing') return;

  const folder = join(writableCacheFolder(env), executableFolderName());
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await waitForLock(join(folder, 'lock'), (pid) =>
    process.stderr.write(`Another start (process ${pid}) fetches the Temporal server; waiting for it …\n`),
  );
  const work = join(folder, `work-${process.pid}`);
  const cleanUp = () => {
    rmSync(work, { recursive: true, force: true });
    lock.release();
  };
  const forget = onExit(cleanUp);
  try {
    if (findTemporal(env).kind !== 'missing') return;
    // Whoever worked here before is dead, since the lock is ours.
    for (const name of readdirSync(folder).filter((n) => n.startsWith('work-')))
      rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(work, { mode: 0o700 });
    const failures = [];
    for (const way of [downloadIt, buildIt]) {
      const failure = (await way(root, env, work)) ?? (await check(work));
      if (!failure) {
        renameSync(join(work, 'temporal'), join(folder, 'temporal'));
        return;
      }
      failures.push(failure);
    }
    throw new SetupError(nothingWorks(found.lookedIn, failures), 69);
  } finally {
    cleanUp();
    forget();
  }
}

/** Whether what came is a program that runs here. */
async function check(work) {
  const { failure, tail } = await runCommand(join(work, 'temporal'), ['--version'], { cwd: work, deadlineMs: 20_000 });
  return failure && `what came does not run here: ${tail.at(-1) ?? failure}`;
}

async function downloadIt(root, env, work) {
  const platform = { linux: 'linux', darwin: 'darwin' }[process.platform];
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  if (!platform || !arch) return `there is none for ${process.platform}-${process.arch}`;
  const [, version] = /^\s*github\.com\/temporalio\/cli (v\S+)/m.exec(
    readFileSync(join(toolsFolder, 'go.mod'), 'utf8'),
  );
  const url = `${DOWNLOADS}/${version}?platform=${platform}&arch=${arch}`;
  const installed = join(root, 'node_modules', '.bin', 'node');
  const progress = startProgress('Downloading the Temporal server (once for this machine) …');
  const { failure, tail } = await runCommand(
    existsSync(installed) ? installed : process.execPath,
    [join(root, 'scripts', 'downloadTemporal.mjs'), url, join(work, 'temporal')],
    {
      cwd: work,
      env: { ...env, NODE_USE_ENV_PROXY: '1' },
      onLine: (line) => progress.detail(`${(Number(line) / 1e6 || 0).toFixed(0)} MB`),
    },
  );
  progress.end(failure ? 'not possible, gave up after' : 'done in');
  return failure && (tail.at(-1) || failure);
}

/** In a copy of the tools module, as -mod=mod may rewrite go.mod, and a clone can be read-only. */
async function buildIt(_root, env, work) {
  for (const name of ['go.mod', 'go.sum']) {
    copyFileSync(join(toolsFolder, name), join(work, name));
    chmodSync(join(work, name), 0o600);
  }
  const target = join(work, 'temporal');
  rmSync(target, { force: true });
  const caches = join(work, '..', 'go');
  const goEnv = {
    ...env,
    CGO_ENABLED: '0',
    GOFLAGS: '-mod=mod -buildvcs=false -modcacherw',
    GOWORK: 'off',
    ...(env.HOME ? {} : { GOPATH: caches, GOCACHE: join(caches, 'cache') }),
  };
  const { failure: noGo } = await runCommand('go', ['version'], { cwd: work, env: goEnv });
  if (noGo) return noGo.includes('ENOENT') ? '`go` is not on the PATH' : `\`go version\` fails: ${noGo}`;
  const progress = startProgress('Building the Temporal server with Go (3 to 7 minutes, once for this machine) …');
  let compiled = 0;
  const onLine = (line) => {
    const [, module] = /^go: downloading (\S+)/.exec(line) ?? [];
    if (!module) compiled++;
    progress.detail(module ? `downloading ${module}` : `${compiled} packages compiled`);
  };
  const args = ['build', '-v', '-trimpath', '-ldflags=-s -w', '-o', target, PACKAGE];
  const { failure, tail } = await runCommand('go', args, { cwd: work, env: goEnv, onLine });
  progress.end(failure ? 'failed after' : 'done in');
  rmSync(caches, { recursive: true, force: true });
  return failure && `\`go build\` failed (${failure}): ${tail.slice(-3).join(' | ')}`;
}

const nothingWorks = (lookedIn, [download, build]) =>
  `
Kontosync needs a Temporal server, and no way to one works here. Tried, in this order:
  1. a running server: TEMPORAL_ADDRESS is not set
  2. an executable: TEMPORAL_CLI_PATH is not set, and there is no \`temporal\` on the PATH
  3. what an earlier start kept: nothing at ${lookedIn.join(' or ')}
  4. download from ${new URL(DOWNLOADS).host}: ${download}
  5. build with Go from tools/temporal: ${build}
What you can do; one of these is enough:
  - install the Temporal CLI (https://docs.temporal.io/cli), or set TEMPORAL_CLI_PATH to where it is
  - set TEMPORAL_ADDRESS to a Temporal server that runs, for example from \`docker compose up -d temporal\`
  - let this machine reach ${new URL(DOWNLOADS).host} (behind a proxy: HTTPS_PROXY)
  - install Go 1.26.4 or later, where Go modules can be fetched (GOPROXY)
Then start again.`.trimStart();
