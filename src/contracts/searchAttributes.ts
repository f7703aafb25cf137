import { defineSearchAttributeKey, type SearchAttributeType } from '@temporalio/common';

/** Search attributes (E-8). Temporal stores them in clear: opaque ids, codes, counts and dates only (B-13). */
export const searchAttributes = {
  clientId: defineSearchAttributeKey('KontosyncClientId', 'KEYWORD'),
  connectionId: defineSearchAttributeKey('KontosyncConnectionId', 'KEYWORD'),
  bank: defineSearchAttributeKey('KontosyncBank', 'KEYWORD'),
  trigger: defineSearchAttributeKey('KontosyncTrigger', 'KEYWORD'),
  stage: defineSearchAttributeKey('KontosyncStage', 'KEYWORD'),
  errorClass: defineSearchAttributeKey('KontosyncErrorClass', 'KEYWORD'),
  errorCode: defineSearchAttributeKey('KontosyncErrorCode', 'KEYWORD'),
  page: defineSearchAttributeKey('KontosyncPage', 'INT'),
  newRows: defineSearchAttributeKey('KontosyncNewRows', 'INT'),
  consentExpiresAt: defineSearchAttributeKey('KontosyncConsentExpiresAt', 'DATETIME'),
  windowFrom: defineSearchAttributeKey('KontosyncWindowFrom', 'DATETIME'),
} satisfies Record<string, { name: string; type: SearchAttributeType }>;
