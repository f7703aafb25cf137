import { defineEntity, p } from '@mikro-orm/core';
import { BankConnection } from './connection.ts';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';

/** `not_granted`: the latest consent leaves it out; its rows stay. */
export const AccountStatus = { Active: 'active', Closed: 'closed', NotGranted: 'not_granted' } as const;

/** The bank's figures at the last check, as received. */
export interface BalanceFigure {
  readonly type: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly referenceDate: string | null;
}

/**
 * Our own account row, found by client, IBAN or BBAN and currency: the bank's account id may change with each consent,
 * and connecting the same account again continues the same row (ledger 2).
 */
const AccountSchema = defineEntity({
  name: 'BankAccount',
  tableName: 'bank_accounts',
  ...tenancy({ router: 'read' }),
  uniques: [ownedKey, { name: 'bank_accounts_identity', properties: ['clientId', 'identity', 'currency'] }],
  properties: {
    ...ownedByClient(),
    connectionId: p.uuid(),
    connection: ownedParent(BankConnection, 'connection_id'),
    /** IBAN, else BBAN. */
    identity: p.text(),
    iban: p.text().nullable(),
    bban: p.text().nullable(),
    currency: p.text(),
    name: p.text().nullable(),
    bankAccountId: p.text(),
    externalId: p.text().nullable(),
    syncEnabled: p.boolean().default(true),
    status: p.enum(() => AccountStatus).default('active'),
    historyFrom: p.date().nullable(),
    matchFrom: p.date().nullable(),
    /** Last day of the unbroken coverage (ledger 7). */
    lastCoveredDate: p.date().nullable(),
    /** D-3: each attempt to read takes the next number; every write checks it. */
    fence: p.bigint().defaultRaw('0'),
    /** The first date that the bank has shown or was read whole (ledger 7). */
    achievedFrom: p.date().nullable(),
    /** The last window that reached back over the whole history (ledger 5); null: the next one does. */
    lastDeepOn: p.date().nullable(),
    /** Merges so far: says which of two rows was seen first, whatever the clocks (ledger 6, step 6). */
    merges: p.bigint().defaultRaw('0'),
    balances: p.json().$type<readonly BalanceFigure[]>().nullable(),
    balancesAt: p.datetime().nullable(),
    /** Where the balance check starts from, and what it found last (ledger 7). */
    balanceCheck: p.json().$type<Record<string, unknown>>().nullable(),
    /** When the set of pending entries was replaced last. */
    pendingAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class BankAccount extends AccountSchema.class {}
AccountSchema.setClass(BankAccount);
