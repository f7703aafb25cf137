import type { RequestHandler } from 'express';
import { z } from 'zod';
import { isDay } from '../calendar.ts';
import type { SimulatorContext } from '../context.ts';
import type { BankAccount } from '../ledger/bank.ts';
import { firstControlIndex, serialOf } from '../ledger/generator.ts';
import { amountForm, readAmount, writeAmount } from '../ledger/money.ts';
import { type BookedRow, dnbTransactionTypes, type PendingRow, transactionIdOf } from '../ledger/rows.ts';
import { sendControlError } from './controlError.ts';
import { paramOf, queryOf, withAccount, withBody } from './controlRoute.ts';

const day = z.string().refine(isDay, 'a day, YYYY-MM-DD');
const text = z.string().max(1_000);

const changesSchema = z.strictObject({
  amount: z
    .string()
    .regex(amountForm, 'a decimal with a dot and at most two decimals')
    .transform(readAmount)
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  booking_date: day.optional(),
  value_date: day.optional(),
  kid: text.nullable().optional(),
  text: text.optional(),
  type: z.enum(dnbTransactionTypes).optional(),
  creditor_name: text.nullable().optional(),
  creditor_account: text.nullable().optional(),
  debtor_name: text.nullable().optional(),
  debtor_account: text.nullable().optional(),
});
type RowChanges = z.infer<typeof changesSchema>;

const newRowSchema = changesSchema.extend({
  amount: changesSchema.shape.amount.unwrap(),
  status: z.enum(['booked', 'pending']).default('booked'),
});

/** A booked row as the bank holds it. */
export const truthOf = (row: BookedRow) => ({
  transaction_id: transactionIdOf(row),
  amount: writeAmount(row.amountMinor),
  currency: row.currency,
  booking_date: row.bookingDate,
  value_date: row.valueDate,
  kid: row.kid,
  text: row.text,
  type: row.type,
  creditor_name: row.creditorName,
  creditor_account: row.creditorBban,
  debtor_name: row.debtorName,
  debtor_account: row.debtorBban,
});

const pendingTruthOf = (row: PendingRow) => ({
  transaction_id: row.id,
  amount: writeAmount(row.amountMinor),
  currency: row.currency,
  value_date: row.valueDate,
  text: row.text,
});

/** `GET /control/accounts/{id}/transactions?from&to`: oldest first, all that is booked. */
export const getControlTransactions = (context: SimulatorContext): RequestHandler =>
  withAccount(context, ({ ledger }, request, response) => {
    const rows = ledger.between(queryOf(request, 'from'), queryOf(request, 'to'));
    response.json({
      transactions: rows.map(truthOf),
      pending: ledger.pending(context.bank.today()).map(pendingTruthOf),
    });
  });

/** `POST …/transactions`: the bank books a row, or reserves one; an older booking date makes it a late one. */
export const postControlTransaction = (context: SimulatorContext): RequestHandler =>
  withAccount(context, (account, outer, outerResponse) =>
    withBody(newRowSchema, ({ status, ...row }, _request, response) => {
      const today = context.bank.today();
      const added =
        status === 'pending' ? addPending(context, account, row, today) : addBooked(context, account, row, today);
      context.stateFile.changed();
      response.status(201).json(added);
    })(outer, outerResponse, () => {}),
  );

function addBooked(
  { state }: SimulatorContext,
  account: BankAccount,
  row: z.infer<typeof changesSchema>,
  today: string,
) {
  const bookingDate = row.booking_date ?? today;
  const booked = changed(
    {
      serial: serialOf(account.ordinal, bookingDate, firstControlIndex + nextNumber(state, account)),
      part: 1,
      bookingDate,
      valueDate: bookingDate,
      amountMinor: 0n,
      currency: account.currency,
      type: 'Giro',
      text: 'Giro',
      kid: null,
      creditorName: null,
      creditorBban: null,
      debtorName: null,
      debtorBban: null,
    },
    row,
  );
  account.ledger.put(booked);
  return truthOf(booked);
}

function addPending({ state, settings }: SimulatorContext, account: BankAccount, row: RowChanges, today: string) {
  const number = String(nextNumber(state, account)).padStart(8, '0');
  const clock = new Date(settings.now()).toISOString().slice(11, 19);
  const pending: PendingRow = {
    id: `${today.slice(8)}${today.slice(5, 7)}${today.slice(2, 4)}${clock.replaceAll(':', '')}${number}`,
    at: `${today}T${clock}`,
    valueDate: row.value_date ?? today,
    amountMinor: row.amount ?? 0n,
    currency: row.currency ?? account.currency,
    text: row.text ?? 'VISA',
  };
  state.changes.get(account.id)?.pending.set(pending.id, pending);
  return pendingTruthOf(pending);
}

function nextNumber(state: SimulatorContext['state'], { id }: BankAccount): number {
  const changes = state.changes.get(id);
  if (changes === undefined) throw new Error('an account without a list of changes');
  changes.added += 1;
  return changes.added;
}

/** `PATCH …/transactions/{transaction_id}`: what was booked reads otherwise from now on; its id stays. */
export const patchControlTransaction = (context: SimulatorContext): RequestHandler =>
  withAccount(context, ({ ledger }, outer, outerResponse) =>
    withBody(changesSchema, (changes, request, response) => {
      const row = ledger.find(paramOf(request, 'transactionId'));
      if (row === undefined) return sendControlError(response, 404, 'no such transaction');
      const now = changed(row, changes);
      ledger.put(now);
      context.stateFile.changed();
      response.json(truthOf(now));
    })(outer, outerResponse, () => {}),
  );

/** `DELETE …/transactions/{transaction_id}`: the bank never booked it; or a reservation ends. */
export const deleteControlTransaction = (context: SimulatorContext): RequestHandler =>
  withAccount(context, ({ id, ledger }, request, response) => {
    const transactionId = paramOf(request, 'transactionId');
    const wasPending = context.state.changes.get(id)?.pending.delete(transactionId) ?? false;
    if (!wasPending && !ledger.withdraw(transactionId)) return sendControlError(response, 404, 'no such transaction');
    context.stateFile.changed();
    response.status(204).end();
  });

const changed = (row: BookedRow, changes: RowChanges): BookedRow => ({
  ...row,
  amountMinor: changes.amount ?? row.amountMinor,
  currency: changes.currency ?? row.currency,
  bookingDate: changes.booking_date ?? row.bookingDate,
  valueDate: changes.value_date ?? row.valueDate,
  type: changes.type ?? row.type,
  text: changes.text ?? row.text,
  kid: given(changes.kid, row.kid),
  creditorName: given(changes.creditor_name, row.creditorName),
  creditorBban: given(changes.creditor_account, row.creditorBban),
  debtorName: given(changes.debtor_name, row.debtorName),
  debtorBban: given(changes.debtor_account, row.debtorBban),
});

/** `null` takes the value away. */
const given = (change: string | null | undefined, present: string | null): string | null =>
  change === undefined ? present : change;
