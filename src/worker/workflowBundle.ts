import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle, type WorkflowBundleOption } from '@temporalio/worker';

const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The workflows' bundle: the file that `npm run build` has made where there is one, else made of the sources. */
export async function loadWorkflowBundle(): Promise<WorkflowBundleOption> {
  const built = folder('workflows.bundle.js');
  return existsSync(built) ? { codePath: built } : bundleElsewhere();
}

/** Takes 1 to 2 seconds. */
export const bundleWorkflows = (): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath: folder('workflows/index.ts'), logger: new DefaultLogger('WARN') });

/** In a process that ends: what the bundler leaves behind would stay in the worker's memory for good. */
async function bundleElsewhere(): Promise<WorkflowBundle> {
  const program = folder('worker/bundleProgram.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    maxBuffer: 2 ** 26,
  });
  return { code: stdout };
}
