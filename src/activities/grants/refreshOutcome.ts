import type { BankError } from '../../bank/bankError.ts';
import type { GrantSecrets } from '../../bank/port.ts';
import type { OpenIncident } from '../../db/sql/incidents/readOpenIncidents.ts';
import type { RefreshFailure } from './decideRefresh.ts';

/** What became of one refresh under the grant's lock: committed, so whoever hears of it may act on it. */
export type RefreshOutcome =
  /** Somebody else has done it, or it is not due. */
  | { readonly kind: 'kept' }
  /** The bank was asked without hearing of it; it may be asked again so much later. */
  | { readonly kind: 'wait'; readonly waitMs: number }
  /** Stored: from the bank, or from the spill of an attempt that died before its commit. */
  | {
      readonly kind: 'refreshed';
      readonly grantId: string;
      readonly version: number;
      readonly incidents: readonly OpenIncident[];
      /** Of the bank's clock; null: it did not say. */
      readonly clockAheadMs: number | null;
    }
  | { readonly kind: 'recovered'; readonly grantId: string; readonly version: number }
  /** The row was wiped or has moved while the bank answered: what came is nobody's. */
  | { readonly kind: 'homeless'; readonly grantId: string; readonly version: number; readonly secrets: GrantSecrets }
  /** The bank did not renew it. The row says what is known. */
  | {
      readonly kind: 'failed';
      readonly answer: BankError;
      readonly failure: RefreshFailure;
      readonly incidents: readonly OpenIncident[];
    }
  /** The bank was not asked. */
  | { readonly kind: 'not_asked'; readonly error: Error };
