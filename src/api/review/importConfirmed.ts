import type { EntityManager } from '@mikro-orm/postgresql';
import { fromAllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import { readByExternalId } from '../../db/sql/review/holdInvoices.ts';
import { type HeldPayment, holdPayments } from '../../db/sql/review/holdPayment.ts';
import { type KnownDecision, listKnownDecisions } from '../../db/sql/review/listKnownDecisions.ts';
import type { Person } from '../../db/sql/review/logActions.ts';
import { parseMinor } from '../../domain/money.ts';
import { decideImport, type ImportDecision, type ImportedRow } from '../../domain/review/decideImport.ts';
import { findAmong } from './findAmong.ts';
import { importRefusals } from './importRefusals.ts';
import { teachImported } from './teachImported.ts';

/** A decision that was made elsewhere (contract 4, confirmed). */
export interface Confirmed {
  /** Of the caller's list. */
  readonly index: number;
  readonly transactionId: string;
  readonly allocations: readonly { readonly externalId: string; readonly amount: string }[];
}

export interface Imported {
  readonly imported: number;
  readonly unchanged: number;
  readonly errors: readonly { readonly index: number; readonly transactionId: string; readonly message: string }[];
}

/**
 * Takes decisions in to learn from, in the caller's transaction: the log of actions gets them, rows that still wait leave
 * the queue, and nothing is allocated (the ERP's figures hold it already); what is matched here in the same way counts as
 * posted. Repeating it changes nothing.
 */
export async function importConfirmed(
  em: EntityManager,
  clientId: string,
  person: Person,
  confirmed: readonly Confirmed[],
): Promise<Imported> {
  const ids = confirmed.map(({ transactionId }) => transactionId);
  const payments = new Map((await holdPayments(em, clientId, ids)).map((payment) => [payment.id, payment]));
  const known = await listKnownDecisions(em, clientId, ids);
  const externalIds = new Set(confirmed.flatMap(({ allocations }) => allocations.map(({ externalId }) => externalId)));
  const find = findAmong(await readByExternalId(em, clientId, [...externalIds]));

  const decided = confirmed.map((one) => ({
    one,
    decision: decideImport(
      rowOf(payments.get(one.transactionId), known.get(one.transactionId)),
      one.allocations.map(({ externalId, amount }) => {
        const item = find({ externalId });
        const parsed = item === null ? null : parseMinor(amount, item.currency);
        return { item, amountMinor: parsed?.ok === true ? parsed.amountMinor : 0n };
      }),
    ),
  }));
  const taught = decided.flatMap(({ one, decision }) =>
    decision.kind === 'teaches'
      ? [
          {
            transactionId: one.transactionId,
            matchId: known.get(one.transactionId)?.matchId ?? null,
            allocations: decision.allocations,
          },
        ]
      : [],
  );
  const toldBefore = decided.filter(({ decision }) => decision.kind === 'unchanged');
  await teachImported(
    em,
    clientId,
    person,
    taught,
    toldBefore.map(({ one }) => one.transactionId),
  );
  return {
    imported: taught.length,
    unchanged: toldBefore.length,
    errors: decided.flatMap(({ one, decision }) => errorOf(one, decision)),
  };
}

const rowOf = (payment: HeldPayment | undefined, known: KnownDecision | undefined): ImportedRow | null =>
  payment === undefined
    ? null
    : {
        payment,
        status: payment.status,
        isHeldBack: payment.isHeldBack,
        matched: known?.matched?.map(fromAllocationRecord) ?? null,
        imported: known?.imported?.map(fromAllocationRecord) ?? null,
      };

const errorOf = ({ index, transactionId }: Confirmed, decision: ImportDecision): Imported['errors'] =>
  decision.kind === 'refused' ? [{ index, transactionId, message: importRefusals[decision.reason] }] : [];
