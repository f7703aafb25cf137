// What the worker bundles: every workflow under its own name.
export { bankConnectionWorkflow } from './bankConnectionWorkflow.ts';
export { matchingWorkflow } from './matchingWorkflow.ts';
export { syncDueWorkflow } from './syncDueWorkflow.ts';
export { syncWorkflow } from './syncWorkflow.ts';
