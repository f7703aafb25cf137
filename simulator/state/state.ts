/** What the simulator remembers: persons' consents, tokens, and what the control API did. Rows are generated anew. */
import { z } from 'zod';
import type { LedgerChanges } from '../ledger/ledger.ts';
import { dnbTransactionTypes } from '../ledger/rows.ts';

const minor = z.string().transform((text) => BigInt(text));

const bookedRowSchema = z.object({
  serial: z.number(),
  part: z.number(),
  bookingDate: z.string(),
  valueDate: z.string(),
  amountMinor: minor,
  currency: z.string(),
  type: z.enum(dnbTransactionTypes),
  text: z.string(),
  kid: z.string().nullable(),
  creditorName: z.string().nullable(),
  creditorBban: z.string().nullable(),
  debtorName: z.string().nullable(),
  debtorBban: z.string().nullable(),
});

const pendingRowSchema = z.object({
  id: z.string(),
  at: z.string(),
  valueDate: z.string(),
  amountMinor: minor,
  currency: z.string(),
  text: z.string(),
});

export const consentStatuses = ['received', 'rejected', 'valid', 'revokedByPsu', 'expired', 'terminatedByTpp'] as const;

/** What the caller of `POST /v1/consents` asked for. Absent for a consent of profile `oauth2`. */
const consentRequestSchema = z.object({
  /** In the address of the bank's page: names the consent there without giving its id away. */
  ticket: z.string(),
  redirectUri: z.string(),
  nokRedirectUri: z.string().nullable(),
  /** Whom the caller named; the page knows no other then. */
  psuId: z.string().nullable(),
  frequencyPerDay: z.number(),
  isRecurring: z.boolean(),
  /** Epoch milliseconds. */
  lastActionAt: z.number(),
});
export type ConsentRequest = z.infer<typeof consentRequestSchema>;

/** Final are all but `received` and `valid` (bank B). */
const consentSchema = z.object({
  id: z.string(),
  personId: z.string(),
  accountIds: z.array(z.string()),
  scope: z.string(),
  status: z.enum(consentStatuses),
  createdAt: z.number(),
  /** Epoch milliseconds: the first instant at which it is good no more. */
  validUntil: z.number(),
  asked: consentRequestSchema.optional(),
});
export type Consent = z.infer<typeof consentSchema>;

/** Tokens of one code belong together: they are revoked together. */
const accessTokenSchema = z.object({ consentId: z.string(), family: z.string(), expiresAt: z.number() });
/** `replacedAt` (epoch milliseconds): a refresh has brought another one. */
const refreshTokenSchema = z.object({ consentId: z.string(), family: z.string(), replacedAt: z.number().optional() });
export type AccessToken = z.infer<typeof accessTokenSchema>;
export type RefreshToken = z.infer<typeof refreshTokenSchema>;

const createdAccountSchema = z.object({
  name: z.string(),
  owner: z.string().nullable(),
  currency: z.string(),
  rows: z.number(),
  days: z.number(),
  lastDay: z.string(),
  pageSize: z.number().nullable(),
  seed: z.string().nullable(),
});
export type CreatedAccount = z.infer<typeof createdAccountSchema>;

const mapOf = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value).transform((members) => new Map(Object.entries<z.output<T>>(members)));

export const stateSchema = z.object({
  version: z.literal(1),
  seed: z.string(),
  /** The living accounts' first rows are booked on it; it stays when days pass. */
  firstDay: z.string(),
  createdAccounts: z.array(createdAccountSchema),
  consents: mapOf(consentSchema),
  /** By digest: the file holds no token. */
  accessTokens: mapOf(accessTokenSchema),
  refreshTokens: mapOf(refreshTokenSchema),
  changes: mapOf(
    z.object({
      booked: mapOf(bookedRowSchema.nullable()),
      pending: mapOf(pendingRowSchema),
      added: z.number(),
      /** Absent in a file that was written before faults changed ledgers. */
      struck: z
        .array(z.object({ fault: z.string(), booked: z.array(z.string()), withdrawn: z.array(z.string()) }))
        .default([]),
    }),
  ),
});

export interface SimulatorState {
  readonly version: 1;
  readonly seed: string;
  readonly firstDay: string;
  readonly createdAccounts: CreatedAccount[];
  readonly consents: Map<string, Consent>;
  readonly accessTokens: Map<string, AccessToken>;
  readonly refreshTokens: Map<string, RefreshToken>;
  readonly changes: Map<string, LedgerChanges>;
}

export const emptyState = (seed: string, firstDay: string): SimulatorState => ({
  version: 1,
  seed,
  firstDay,
  createdAccounts: [],
  consents: new Map(),
  accessTokens: new Map(),
  refreshTokens: new Map(),
  changes: new Map(),
});

/** Maps as objects, minor units as text. */
export const writeState = (state: SimulatorState): string =>
  JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Map ? Object.fromEntries<unknown>(value) : value;
  });
