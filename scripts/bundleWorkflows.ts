// Part of `npm run build`: the workflows as one file, which a worker in production loads instead of bundling at start.
import { writeFile } from 'node:fs/promises';
import { bundleFileName, bundleWorkflows } from '../src/worker/workflowBundle.ts';

// One for each way: whether failures are sealed is decided when a bundle is made.
for (const isSealing of [false, true]) {
  const { code } = await bundleWorkflows({ isSealing });
  await writeFile(new URL(`../dist/${bundleFileName({ isSealing })}`, import.meta.url), code);
}
