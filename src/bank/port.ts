import type { CalendarDate } from '../domain/calendarDate.ts';
import type { BookedEntry } from '../domain/ledger/bookedEntry.ts';
import type { OnBankCall } from './callReport.ts';
import type { BankDescriptor } from './descriptor.ts';

/** What the bank gave, in clear: lives only between the cipher and the HTTP client. */
export interface GrantSecrets {
  /** Profile `consent`: the Consent-ID, guarded like a token. */
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

export interface IssuedGrant {
  readonly secrets: GrantSecrets;
  /** Local receipt plus `expires_in`; five minutes where the bank says nothing. Null: as long as the consent. */
  readonly accessExpiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  readonly consentExpiresAt: Date | null;
}

/** The person behind a call. Absent: nobody is there, and the bank must not be told otherwise (bank B, D). */
export interface PaymentServiceUser {
  readonly ipAddress: string;
  readonly userAgent: string | null;
}

export interface BankCall {
  readonly secrets: GrantSecrets;
  readonly psu: PaymentServiceUser | null;
  /** Cancellation of the run reaches the socket. */
  readonly signal?: AbortSignal;
  /** Told of each request that was made for the call (contract 3.3): for the audit. */
  readonly onCall?: OnBankCall | undefined;
}

export interface AuthorizationRequest {
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** Who the person is at the bank, where the ERP knows it and the profile takes it: personal data (bank G). */
  readonly psuId: string | null;
  readonly psu: PaymentServiceUser | null;
}

/** Where the person is sent. */
export interface BegunAuthorization {
  readonly url: string;
  /** What the bank has made already, to keep as the pending grant; null: nothing before the code is redeemed. */
  readonly pending: GrantSecrets | null;
}

/** Who the callback must say it comes from (RFC 9207, A-5). */
export interface AuthorizationIssuer {
  readonly issuer: string;
  /** The bank has announced that it always says so: then a callback without `iss` is forged. */
  readonly required: boolean;
}
export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

export interface ListedAccount {
  /** The id for the bank's paths: resourceId, else BBAN, else IBAN (contract 6). */
  readonly accountId: string;
  readonly iban: string | null;
  readonly bban: string | null;
  readonly currency: string;
  readonly name: string | null;
}

export interface ListedBalance {
  readonly type: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly referenceDate: string | null;
}

export interface TransactionsQuery {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  /** The link to the page as the bank gave it; absent for the first page. */
  readonly cursor?: string;
}

/** A page as received. It is archived before it is understood. */
export interface TransactionPage {
  readonly body: Uint8Array;
  /** Names the page, to notice one that comes again: its path and query. */
  readonly pageKey: string;
  readonly nextCursor: string | null;
  /** Booked entries on the page, readable or not. */
  readonly rows: number;
}

export type PageEntry =
  | { readonly kind: 'booked'; readonly position: number; readonly entry: BookedEntry }
  | {
      readonly kind: 'unreadable';
      readonly position: number;
      readonly reason: string;
      /** Where the entry tells it all the same. */
      readonly bookingDate: CalendarDate | null;
    };

/** What the bank has reserved and not booked (ledger 6, step 8). An amount that cannot be read leaves the entry out. */
export interface PendingEntry {
  readonly bankTransactionId: string | null;
  readonly bookingDate: CalendarDate | null;
  readonly valueDate: CalendarDate | null;
  /** As the bank wrote it: a local time without offset at DNB. */
  readonly enteredAt: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
  readonly text: string | null;
  readonly kid: string | null;
}

export type RevokeOutcome = { readonly confirmed: true } | { readonly confirmed: false; readonly reason: string };

/**
 * One bank in one profile. Every method throws `BankError` with a code of the error table, and nothing else, for what
 * the bank or the network did. No method retries by itself: retries are the workflow's.
 */
export interface BankPort {
  readonly descriptor: BankDescriptor;
  authorizationUrl(request: AuthorizationRequest, onCall?: OnBankCall): Promise<BegunAuthorization>;
  /** Absent: the bank's redirect names no issuer. */
  issuer?(): Promise<AuthorizationIssuer>;
  /** Calls the token endpoint once. `BankError.sent` tells whether the code may have been used. */
  redeem(exchange: CodeExchange, onCall?: OnBankCall): Promise<IssuedGrant>;
  /**
   * In place of `redeem` where the redirect brings no code: how the pending grant stands at the bank. May be asked again.
   * Throws `BankError`: `access_denied` where the person refused, `bank_unavailable` where nothing is decided yet.
   */
  confirm?(call: BankCall): Promise<IssuedGrant>;
  refresh(secrets: GrantSecrets, onCall?: OnBankCall): Promise<IssuedGrant>;
  /** RFC 7009: refresh token first, then access token; or the consent's end. Already invalid counts as confirmed. */
  revoke(secrets: GrantSecrets, onCall?: OnBankCall): Promise<RevokeOutcome>;
  accounts(call: BankCall): Promise<readonly ListedAccount[]>;
  transactionsPage(call: BankCall, query: TransactionsQuery): Promise<TransactionPage>;
  balances(call: BankCall, accountId: string): Promise<readonly ListedBalance[]>;
  /** Understands an archived page; pure. Pending rows are left out. */
  readPage(body: Uint8Array): readonly PageEntry[];
  /** The pending rows of an archived page. */
  readPending(body: Uint8Array): readonly PendingEntry[];
  /** A booked entry of an archived page by its position, as received: JSON text. `null`: there is none. */
  readRaw(body: Uint8Array, position: number): string | null;
}
