import { z } from 'zod';
import type { ChosenAccounts } from '../../../db/entities/connection.ts';
import { chooseAccounts } from '../../../db/sql/attempts/chooseAccounts.ts';
import { readAttempt, type StoredAttempt } from '../../../db/sql/attempts/readAttempt.ts';
import { type ConnectedAccountRow, listConnectedAccounts } from '../../../db/sql/connections/listConnectedAccounts.ts';
import { readConnectionState } from '../../../db/sql/connections/readConnectionState.ts';
import { listSuperseded } from '../../../db/sql/connections/superseded.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { addDays, bankToday, calendarDate } from '../../../domain/calendarDate.ts';
import { defaultHistoryDays } from '../../../domain/ledger/windows.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { connectionProblem } from '../../connectionProblem.ts';
import { type AccountDecision, decideAccounts } from '../../decideAccounts.ts';
import { missingAccounts, relinkedAccounts } from '../../decideRenewal.ts';
import { defineRoute, type RequestFacts } from '../../defineRoute.ts';
import { requireYes } from '../../engineAnswer.ts';
import { firstRun } from '../../firstRun.ts';
import { ApiProblem, invalidRequest, notFound } from '../../problem.ts';
import { proveAttempt } from '../../proveAttempt.ts';
import { quotaLeft } from '../../quotaLeft.ts';
import { isoDate } from '../../shapes/fields.ts';
import { answerConnect, connectedShape, runningShape } from './connectAnswer.ts';
import { proofMembers } from './oauthAccounts.ts';

const bankAccountId = z.string().min(1).max(128).meta({ description: "The bank's id, from the callback's accounts" });

const bodyShape = z.strictObject({
  ...proofMembers,
  account_id: bankAccountId.optional(),
  account_ids: z.array(bankAccountId).min(1).max(100).optional().meta({ description: 'Instead of `account_id`' }),
  account_number: z.string().min(1).max(64).optional(),
  account_name: z.string().min(1).max(256).optional(),
  match_from: isoDate.optional().meta({ description: 'Rows booked before it are stored and never queued' }),
  history_from: isoDate.optional(),
});
type Body = z.output<typeof bodyShape>;

function checkDates(body: Body, today: string): void {
  const late = (['history_from', 'match_from'] as const).filter((name) => (body[name] ?? '') > today);
  if (late.length > 0) throw invalidRequest(late.map((path) => ({ path, message: 'a date that has come' })));
}

const isSameChoice = (a: ChosenAccounts, b: ChosenAccounts): boolean =>
  a.accountIds.length === b.accountIds.length && a.accountIds.every((accountId) => b.accountIds.includes(accountId));

/** Chosen once; the connection stands when this returns. False: somebody else's request has chosen. */
async function confirm(deps: ApiDeps, attempt: StoredAttempt, chosen: ChosenAccounts, actor: string): Promise<boolean> {
  const { orm, engine } = deps;
  const { clientId, connectionId, id: attemptId } = attempt;
  const asClient = { clientId, role: 'kontosync_app' } as const;
  const isFirst = await withClient(orm.em, asClient, async (em) => {
    const isChosen = await chooseAccounts(em, { clientId, attemptId, chosen });
    if (isChosen)
      await addAuditEntries(em, clientId, [
        {
          kind: 'api_call',
          actor,
          action: 'oauth.connect',
          subjectId: connectionId,
          data: { attempt_id: attemptId, accounts: chosen.accountIds.length },
        },
      ]);
    return isChosen;
  });
  const now = await withClient(orm.em, asClient, (em) => readAttempt(em, { clientId, attemptId }));
  if (now === null) throw notFound();
  // Else the caller would take accounts for connected that somebody else's choice has left out.
  if (now.chosenAccounts !== null && !isSameChoice(now.chosenAccounts, chosen))
    throw new ApiProblem('changed_meanwhile', { extras: { connection_id: connectionId } });
  if (now.status === 'connected') {
    const stored = await withClient(orm.em, asClient, (em) => readConnectionState(em, { clientId, connectionId }));
    const problem = stored === null ? notFound() : connectionProblem(stored.status, connectionId);
    if (problem !== null) throw problem;
    return false;
  }
  if (now.chosenAccounts === null) throw new ApiProblem('attempt_expired', { extras: { connection_id: connectionId } });
  requireYes(await engine.confirmAccounts({ clientId, connectionId, attemptId }), connectionId);
  return isFirst;
}

/** D-18: a renewal without accounts named takes those that the connection had. */
function choose(
  { isRenewal, offeredAccounts }: StoredAttempt,
  body: Body,
  connected: readonly ConnectedAccountRow[],
): AccountDecision {
  const named = body.account_ids ?? (body.account_id === undefined ? null : [body.account_id]);
  const relinked = isRenewal && named === null ? relinkedAccounts(offeredAccounts, connected) : null;
  if (relinked?.length === 0)
    return {
      kind: 'refused',
      code: 'unknown_account',
      path: 'account_id',
      message: 'the new consent holds none of the accounts of this connection; the old one stays as it is',
    };
  return decideAccounts(offeredAccounts, {
    accountIds: named ?? relinked?.map(({ accountId }) => accountId) ?? [],
    isOne: body.account_ids === undefined && relinked === null,
    accountNumber: body.account_number,
    accountName: body.account_name,
  });
}

/** The person who is present now, else the one who was at initiate: full history is there right after consent (D-19). */
const personOf = ({ psu }: Pick<RequestFacts, 'psu'>, { psuIpAddress }: StoredAttempt): RequestFacts['psu'] =>
  psu ?? (psuIpAddress === null ? null : { ipAddress: psuIpAddress, userAgent: null });

/**
 * POST /api/dnb/connect: proves possession of the authorization, gives the chosen accounts to the connection and
 * waits for its first sync; after a renewal, for one that reads the overlap again (D-18). Idempotent: the same request gives the same connection and the same first run.
 */
export const postConnect = defineRoute({
  method: 'post',
  path: '/api/dnb/connect',
  scope: 'connections:write',
  summary: 'Connect granted accounts and import them',
  body: bodyShape,
  responses: { 200: connectedShape, 202: runningShape },
  handler:
    (deps) =>
    async ({ principal, body, psu, kontosyncUser, preferAsync, log }) => {
      const today = bankToday(deps.clock.now(), deps.descriptor.timeZone);
      checkDates(body, today);
      const attempt = await proveAttempt(deps, { principal, log }, body);
      const { clientId, connectionId } = attempt;
      const connected = attempt.isRenewal
        ? await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
            listConnectedAccounts(em, { clientId, connectionId }),
          )
        : [];
      const decision = choose(attempt, body, connected);
      if (decision.kind === 'refused')
        throw new ApiProblem(decision.code, {
          extras: { errors: [{ path: decision.path, message: decision.message }] },
        });

      const person = personOf({ psu }, attempt);
      const isFirst = await confirm(
        deps,
        attempt,
        {
          accountIds: decision.accounts.map(({ accountId }) => accountId),
          historyFrom: body.history_from ?? null,
          matchFrom: body.match_from ?? null,
        },
        principal.id,
      );
      const result = await firstRun(deps, {
        isFirst,
        renewedBy: attempt.isRenewal ? attempt.id : null,
        request: {
          clientId,
          connectionId,
          trigger: attempt.isRenewal ? 'manual' : 'first',
          fromDate: null,
          toDate: null,
          psu: person,
          actor: principal.id,
          requestedBy: kontosyncUser,
          waitMs: preferAsync ? 0 : deps.inlineWaitMs,
        },
        log,
      });
      const { attendedHistoryDays, unattendedHistoryDays } = deps.descriptor;
      return answerConnect(result, {
        connectionId,
        historyFrom: body.history_from === undefined ? null : calendarDate(body.history_from),
        defaultFrom: addDays(today, -defaultHistoryDays),
        firstReachable: addDays(today, -(person === null ? unattendedHistoryDays : attendedHistoryDays)),
        warnings: decision.warnings,
        missing: missingAccounts(connected, decision.accounts),
        superseded: await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
          listSuperseded(em, { clientId, connectionId }),
        ),
        quota: await quotaLeft(deps, { clientId, connectionId }),
      });
    },
});
