import { accountListedTwice } from './accountListedTwice.ts';
import { amountForeign, amountPlain, amountSign } from './amounts.ts';
import { consentExpired, consentRevoked } from './consentEnds.ts';
import { consentRedirectLies } from './consentRedirectLies.ts';
import { consentShortened } from './consentShortened.ts';
import type { FaultDefinition } from './fault.ts';
import { historyClipped } from './historyClipped.ts';
import { historyPeriodInvalid } from './historyPeriodInvalid.ts';
import { historyTruncated } from './historyTruncated.ts';
import { http5xx } from './http5xx.ts';
import { httpCards404 } from './httpCards404.ts';
import { httpHtml200 } from './httpHtml200.ts';
import { httpMaintenance } from './httpMaintenance.ts';
import { httpOneAccount } from './httpOneAccount.ts';
import { httpProblemJson } from './httpProblemJson.ts';
import { httpStringCode } from './httpStringCode.ts';
import { idBlank, idChanges, idPerSession, idPlaceholder, idReused } from './ids.ts';
import { dateDst, rowBackdated, rowCorrected, rowTwins, rowWithdrawn, rowZero } from './ledgerRows.ts';
import { linkCycle } from './linkCycle.ts';
import { linkForeignAccount } from './linkForeignAccount.ts';
import { linkForeignHost } from './linkForeignHost.ts';
import { linkKeyOnly } from './linkKeyOnly.ts';
import { linkSelf } from './linkSelf.ts';
import { linkShape } from './linkShape.ts';
import { netHang } from './netHang.ts';
import { netHugePage } from './netHugePage.ts';
import { netReset } from './netReset.ts';
import { netSlow } from './netSlow.ts';
import { netSlowDrip } from './netSlowDrip.ts';
import { netTruncatedJson } from './netTruncatedJson.ts';
import { pageEmptyNext } from './pageEmptyNext.ts';
import { pageEndless } from './pageEndless.ts';
import { pageKeyLost } from './pageKeyLost.ts';
import { pageOverlap } from './pageOverlap.ts';
import { pageRepeat } from './pageRepeat.ts';
import { pageShift } from './pageShift.ts';
import { pendingLingers, pendingNewId } from './pendings.ts';
import { quota429Bare } from './quota429Bare.ts';
import { quota429Body } from './quota429Body.ts';
import { quota429Retry } from './quota429Retry.ts';
import { quotaEarly } from './quotaEarly.ts';
import { quotaPerPage } from './quotaPerPage.ts';
import { dateMissing, dateValueFar, partyAbsent, partySwapped, rowFlicker, rowPoison } from './rowsShown.ts';
import { textEnriched, textLateKid, textMangled, textMoved } from './texts.ts';
import { tlsCertExpired } from './tlsCertExpired.ts';
import { tokenExpired } from './tokenExpired.ts';
import { tokenInvalidClient } from './tokenInvalidClient.ts';
import { tokenRefused } from './tokenRefused.ts';
import { tokenRevokeFails } from './tokenRevokeFails.ts';
import {
  tokenAnswerLost,
  tokenClockSkew,
  tokenGrace,
  tokenNoExpiresIn,
  tokenNoRotate,
  tokenShort,
  tokenStrictFamilyRevoke,
} from './tokenWays.ts';

/** Every fault this bank can have, by the names of bank H. */
export const faultCatalogue: readonly FaultDefinition[] = [
  accountListedTwice,
  amountForeign,
  amountPlain,
  amountSign,
  consentExpired,
  consentRedirectLies,
  consentRevoked,
  consentShortened,
  dateDst,
  dateMissing,
  dateValueFar,
  idBlank,
  idChanges,
  idPerSession,
  idPlaceholder,
  idReused,
  partyAbsent,
  partySwapped,
  pendingLingers,
  pendingNewId,
  rowBackdated,
  rowCorrected,
  rowFlicker,
  rowPoison,
  rowTwins,
  rowWithdrawn,
  rowZero,
  textEnriched,
  textLateKid,
  textMangled,
  textMoved,
  historyClipped,
  historyPeriodInvalid,
  historyTruncated,
  http5xx,
  httpCards404,
  httpHtml200,
  httpMaintenance,
  httpOneAccount,
  httpProblemJson,
  httpStringCode,
  linkCycle,
  linkForeignAccount,
  linkForeignHost,
  linkKeyOnly,
  linkSelf,
  linkShape,
  netHang,
  netHugePage,
  netReset,
  netSlow,
  netSlowDrip,
  netTruncatedJson,
  pageEmptyNext,
  pageEndless,
  pageKeyLost,
  pageOverlap,
  pageRepeat,
  pageShift,
  quota429Bare,
  quota429Body,
  quota429Retry,
  quotaEarly,
  quotaPerPage,
  tlsCertExpired,
  tokenAnswerLost,
  tokenClockSkew,
  tokenExpired,
  tokenGrace,
  tokenInvalidClient,
  tokenNoExpiresIn,
  tokenNoRotate,
  tokenRefused,
  tokenRevokeFails,
  tokenShort,
  tokenStrictFamilyRevoke,
];
