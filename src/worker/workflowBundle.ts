import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle, type WorkflowBundleOption } from '@temporalio/worker';
import { failureConverterPath } from '../temporal/dataConverters.ts';

const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

export interface BundleOptions {
  /** Texts of failures go into payloads, which a codec seals (B-13). The bundle decides, since workflows know no settings. */
  readonly isSealing: boolean;
}

export const bundleFileName = ({ isSealing }: BundleOptions): string =>
  isSealing ? 'workflows.sealing.bundle.js' : 'workflows.bundle.js';

/** The workflows' bundle: the file that `npm run build` has made where there is one, else made of the sources. */
export async function loadWorkflowBundle(options: BundleOptions): Promise<WorkflowBundleOption> {
  const built = folder(bundleFileName(options));
  return existsSync(built) ? { codePath: built } : bundleElsewhere(options);
}

/** Takes 1 to 2 seconds. */
export const bundleWorkflows = ({ isSealing }: BundleOptions): Promise<WorkflowBundle> =>
  bundleWorkflowCode({
    workflowsPath: folder('workflows/index.ts'),
    logger: new DefaultLogger('WARN'),
    ...(isSealing ? { failureConverterPath } : {}),
  });

/** In a process that ends: what the bundler leaves behind would stay in the worker's memory for good. */
async function bundleElsewhere({ isSealing }: BundleOptions): Promise<WorkflowBundle> {
  const program = folder('worker/bundleProgram.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, String(isSealing)],
    {
      maxBuffer: 2 ** 26,
    },
  );
  return { code: stdout };
}
