import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle, type WorkflowBundleOption } from '@temporalio/worker';

const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The workflows' bundle: the file that `npm run build` has made where there is one, else made of the sources. */
export async function loadWorkflowBundle(): Promise<WorkflowBundleOption> {
  const built = folder('workflows.bundle.js');
  return existsSync(built) ? { codePath: built } : bundleWorkflows();
}

/** Takes 1 to 2 seconds. */
export const bundleWorkflows = (): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath: folder('workflows/index.ts') });
