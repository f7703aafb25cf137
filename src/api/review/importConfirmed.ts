import type { EntityManager } from '@mikro-orm/postgresql';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { closeReviewItems } from '../../db/sql/matching/closeReviewItems.ts';
import { fromAllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import { readByExternalId } from '../../db/sql/review/holdInvoices.ts';
import { type HeldPayment, holdPayments } from '../../db/sql/review/holdPayment.ts';
import { leaveQueue } from '../../db/sql/review/leaveQueue.ts';
import { type KnownDecision, listKnownDecisions } from '../../db/sql/review/listKnownDecisions.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import { parseMinor } from '../../domain/money.ts';
import { decideImport, type ImportDecision, type ImportedRow } from '../../domain/review/decideImport.ts';
import { findAmong } from './findAmong.ts';
import { importRefusals } from './importRefusals.ts';

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
 * the queue, and nothing is allocated (the ERP's figures hold it already). Repeating it changes nothing.
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
    decision.kind === 'teaches' ? [{ transactionId: one.transactionId, allocations: decision.allocations }] : [],
  );
  await teach(em, clientId, person, taught);
  return {
    imported: taught.length,
    unchanged: decided.filter(({ decision }) => decision.kind === 'unchanged').length,
    errors: decided.flatMap(({ one, decision }) => errorOf(one, decision)),
  };
}

const rowOf = (payment: HeldPayment | undefined, known: KnownDecision | undefined): ImportedRow | null =>
  payment === undefined
    ? null
    : {
        payment,
        status: payment.status,
        matched: known?.matched?.map(fromAllocationRecord) ?? null,
        imported: known?.imported?.map(fromAllocationRecord) ?? null,
      };

const errorOf = ({ index, transactionId }: Confirmed, decision: ImportDecision): Imported['errors'] =>
  decision.kind === 'refused' ? [{ index, transactionId, message: importRefusals[decision.reason] }] : [];

type Taught = Extract<ImportDecision, { kind: 'teaches' }>['allocations'];

async function teach(
  em: EntityManager,
  clientId: string,
  person: Person,
  taught: readonly { readonly transactionId: string; readonly allocations: Taught }[],
): Promise<void> {
  if (taught.length === 0) return;
  await logActions(
    em,
    clientId,
    person,
    taught.map((one) => ({
      ...one,
      action: 'import',
      matchId: null,
      reviewItemId: null,
      candidateId: null,
      shown: [],
      modelVersion: null,
    })),
  );
  const left = await leaveQueue(
    em,
    clientId,
    taught.map(({ transactionId }) => transactionId),
  );
  await closeReviewItems(em, clientId, left);
  await addAuditEntries(em, clientId, [
    {
      kind: 'change',
      actor: person.actor,
      action: 'matches.import',
      subjectId: null,
      data: { imported: taught.length, ignored: left.length, ...(person.user === null ? {} : { user: person.user }) },
    },
  ]);
  await appendChanges(
    em,
    clientId,
    left.map((transactionId) => ({ transactionId, change: 'match_changed' as const })),
  );
}
