import type { ConnectionRef, ConnectionStanding } from '../../contracts/connection.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createConfirmAccounts } from './confirmAccounts.ts';
import { createConsentSteps } from './consent.ts';
import { createEndAttempt } from './endAttempt.ts';
import { createFindSuperseded } from './findSuperseded.ts';
import { readStanding, standingClock } from './loadConnection.ts';
import { createPrepareAuthorization } from './prepareAuthorization.ts';
import { createRedeemCode } from './redeemCode.ts';
import { createRefreshGrant } from './refreshGrant.ts';
import { createRevokeSteps } from './revokeSteps.ts';
import { createUnusedGrantSteps } from './unusedGrants.ts';

/** The steps of a connection's life (design 3); each may run twice and then has one effect. */
export const createLifecycleActivities = (deps: ActivityDeps) => ({
  /** Where the connection stands by the tables: a workflow without state begins with it. */
  loadConnection: (ref: ConnectionRef): Promise<ConnectionStanding> =>
    withClient(deps.orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
      readStanding(em, ref, standingClock(deps)),
    ),
  prepareAuthorization: createPrepareAuthorization(deps),
  redeemCode: createRedeemCode(deps),
  confirmAccounts: createConfirmAccounts(deps),
  findSuperseded: createFindSuperseded(deps),
  endAttempt: createEndAttempt(deps),
  ...createConsentSteps(deps),
  ...createRevokeSteps(deps),
  ...createUnusedGrantSteps(deps),
  refreshGrant: createRefreshGrant(deps),
});
