/** A program of its own: writes the workflows' bundle to standard output. */
import { bundleWorkflows } from './workflowBundle.ts';

const { code } = await bundleWorkflows({ isSealing: process.argv[2] === 'true' });
process.stdout.write(code);
