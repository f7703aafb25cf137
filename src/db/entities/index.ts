import { BankAccount } from './account.ts';
import { AuditCheck, AuditPerson, AuditSeal } from './auditChain.ts';
import { BankIncident } from './bankIncident.ts';
import { UnattendedBankReads } from './bankReads.ts';
import { ApiKey, Client } from './client.ts';
import { AuthorizationAttempt, BankConnection, BankGrant } from './connection.ts';
import { AuditEntry, OutboxEvent } from './effects.ts';
import { HeldTransaction } from './heldTransaction.ts';
import { IdempotencyKey } from './idempotencyKey.ts';
import { Allocation, Invoice, Match, ReviewItem } from './invoice.ts';
import { Mail } from './mail.ts';
import { MatchAction } from './matchAction.ts';
import { MatchAdvice } from './matchAdvice.ts';
import { MatchingStop, MatchVeto } from './matchingControl.ts';
import { Party, PartyKey } from './party.ts';
import { RateBucket } from './rateBucket.ts';
import { SecretCanary } from './secretCanary.ts';
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
import { TransactionLine } from './transactionLine.ts';
import { WebhookDelivery, WebhookEndpoint } from './webhook.ts';

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
  TransactionLine,
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
  Party,
  PartyKey,
  Invoice,
  Match,
  Allocation,
  ReviewItem,
  MatchAction,
  MatchAdvice,
  MatchVeto,
  MatchingStop,
  OutboxEvent,
  WebhookEndpoint,
  WebhookDelivery,
  HeldTransaction,
  AuditEntry,
  AuditSeal,
  AuditPerson,
  AuditCheck,
  Mail,
  IdempotencyKey,
  RateBucket,
  SecretCanary,
];
