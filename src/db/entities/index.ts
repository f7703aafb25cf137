import { BankAccount } from './account.ts';
import { BankIncident } from './bankIncident.ts';
import { UnattendedBankReads } from './bankReads.ts';
import { ApiKey, Client } from './client.ts';
import { AuthorizationAttempt, BankConnection, BankGrant } from './connection.ts';
import { AuditEntry, OutboxEvent } from './effects.ts';
import { Allocation, Invoice, Match, ReviewItem } from './invoice.ts';
import { SyncPage, SyncRequest, SyncReread, SyncRun, SyncRunAccount } from './syncRun.ts';
import { Task } from './task.ts';
import {
  BankTransaction,
  BankTransactionAlias,
  BankTransactionRevision,
  Coverage,
  DayDigest,
  PendingTransaction,
  QuarantinedEntry,
  TransactionChange,
  UnsettledDate,
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
  SyncReread,
  BankTransaction,
  BankTransactionAlias,
  BankTransactionRevision,
  TransactionChange,
  Coverage,
  DayDigest,
  UnsettledDate,
  PendingTransaction,
  QuarantinedEntry,
  UnattendedBankReads,
  BankIncident,
  Task,
  Invoice,
  Match,
  Allocation,
  ReviewItem,
  OutboxEvent,
  AuditEntry,
];
