// Part of `npm run build`: the workflows as one file, which a worker in production loads instead of bundling at start.
import { writeFile } from 'node:fs/promises';
import { bundleWorkflows } from '../src/worker/workflowBundle.ts';

const { code } = await bundleWorkflows();
await writeFile(new URL('../dist/workflows.bundle.js', import.meta.url), code);
