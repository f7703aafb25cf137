import type { AdviceDeps } from './advice/adviceDeps.ts';
import { createAdviseReviews } from './advice/adviseReviews.ts';
import { wantAdvice } from './advice/wantAdvice.ts';
import { createCheckAuditChains } from './audit/checkAuditChains.ts';
import { createDueActivities } from './due/dueActivities.ts';
import { createEraseRows } from './erasure/eraseRows.ts';
import { createStopConnections } from './erasure/stopConnections.ts';
import { createKeepGrantsAlive } from './grants/keepGrantsAlive.ts';
import { createLifecycleActivities } from './lifecycle/lifecycleActivities.ts';
import type { MailDeps } from './mail/mailDeps.ts';
import { createQueueMails } from './mail/queueMails.ts';
import { createSendMails } from './mail/sendMails.ts';
import { createMatchingActivities } from './matching/matchingActivities.ts';
import { createReconcileActivities } from './reconcile/reconcileActivities.ts';
import { createDeleteExpired } from './retention/deleteExpired.ts';
import { createResumeErasures } from './retention/resumeErasures.ts';
import { createRotateSecrets } from './secrets/rotateSecrets.ts';
import { createSyncActivities } from './sync/syncActivities.ts';
import { createDeliverEvents } from './webhooks/deliverEvents.ts';
import type { DeliveryDeps } from './webhooks/deliveryDeps.ts';

/** Every step that workflows call. Each may run twice and then has one effect (S-12). */
export const createActivities = (deps: MailDeps & AdviceDeps & DeliveryDeps) => ({
  ...createLifecycleActivities(deps),
  ...createSyncActivities(deps),
  ...withAdvice(createMatchingActivities(deps), deps),
  adviseReviews: createAdviseReviews(deps),
  ...createDueActivities(deps),
  ...createReconcileActivities(deps),
  keepGrantsAlive: createKeepGrantsAlive(deps),
  checkAuditChains: createCheckAuditChains(deps),
  stopConnections: createStopConnections(deps),
  eraseRows: createEraseRows(deps),
  deleteExpired: createDeleteExpired(deps),
  resumeErasures: createResumeErasures(deps),
  queueMails: createQueueMails(deps),
  sendMails: createSendMails(deps),
  deliverEvents: createDeliverEvents(deps),
  ...createRotateSecrets(deps),
});

/** After matching an advisor may be asked, where one is configured (matching 11). */
const withAdvice = (
  { matchChunk, matchTransactions }: ReturnType<typeof createMatchingActivities>,
  { advisor }: AdviceDeps,
) => ({
  matchChunk: wantAdvice(advisor !== undefined, matchChunk),
  matchTransactions: wantAdvice(advisor !== undefined, matchTransactions),
});

export type Activities = ReturnType<typeof createActivities>;
