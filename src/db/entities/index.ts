import { BankAccount } from './account.ts';
import { ApiKey, Client } from './client.ts';
import { AuthorizationAttempt, BankConnection, BankGrant } from './connection.ts';
import { AuditEntry, OutboxEvent } from './effects.ts';
import { Allocation, Invoice, Match, ReviewItem } from './invoice.ts';
import { SyncPage, SyncRequest, SyncRun, SyncRunAccount } from './syncRun.ts';
import {
  BankTransaction,
  BankTransactionAlias,
  BankTransactionRevision,
  Coverage,
  QuarantinedEntry,
  TransactionChange,
} from './transaction.ts';

export const entities = [
  Client,
  ApiKey,
  BankConnection,
  AuthorizationAttempt,
  BankGrant,
  BankAccount,
  SyncRun,
  SyncRequest,
  SyncRunAccount,
  SyncPage,
  BankTransaction,
  BankTransactionAlias,
  BankTransactionRevision,
  TransactionChange,
  Coverage,
  QuarantinedEntry,
  Invoice,
  Match,
  Allocation,
  ReviewItem,
  OutboxEvent,
  AuditEntry,
];
