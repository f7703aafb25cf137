// What the worker bundles: every workflow under its own name.
export { adviceWorkflow } from './adviceWorkflow.ts';
export { auditCheckWorkflow } from './auditCheckWorkflow.ts';
export { bankConnectionWorkflow } from './bankConnectionWorkflow.ts';
export { eraseClientWorkflow } from './eraseClientWorkflow.ts';
export { keepAliveWorkflow } from './keepAliveWorkflow.ts';
export { mailWorkflow } from './mailWorkflow.ts';
export { matchingWorkflow } from './matchingWorkflow.ts';
export { outboxWorkflow } from './outboxWorkflow.ts';
export { reconcileWorkflow } from './reconcileWorkflow.ts';
export { retentionWorkflow } from './retentionWorkflow.ts';
export { rotateSecretsWorkflow } from './rotateSecretsWorkflow.ts';
export { syncDueWorkflow } from './syncDueWorkflow.ts';
export { syncWorkflow } from './syncWorkflow.ts';
export { watchdogWorkflow } from './watchdogWorkflow.ts';
