import { expect } from '@jest/globals';
import { type InvoiceApi, type Item, invoice, openInvoiceApi } from '../matching/invoiceApi.ts';
import {
  type ArrangedConnection,
  arrangeConnection,
  arrangeReviewItem,
  arrangeRun,
  arrangeTransaction,
} from './arrange.ts';
import type { Answer } from './openTestApi.ts';

type Columns = Readonly<Record<string, unknown>>;

/** A client with an account, the run that brought its rows, and what is decided about it. */
export interface ReviewClient extends ArrangedConnection {
  readonly runId: string;
}

export interface ProposedCandidate {
  readonly id: string;
  readonly kind?: string;
  /** `external id → minor units`. */
  readonly allocations: Readonly<Record<string, string>>;
}

export interface ReviewWorld extends InvoiceApi {
  client(matching?: Columns): Promise<ReviewClient>;
  /** Open receivables of 100.00 NOK, unless `change` says otherwise. Our ids by external id. */
  invoices(client: ReviewClient, ids: readonly string[], change?: Item): Promise<Readonly<Record<string, string>>>;
  /** A booked row of 100.00 NOK. */
  row(client: ReviewClient, columns?: Columns): Promise<string>;
  /** An open item of the row with these candidates, as the matcher writes it. */
  item(client: ReviewClient, transactionId: string, candidates: readonly ProposedCandidate[]): Promise<string>;
  as(user: string | null, method: string, path: string, body?: unknown): Promise<Answer>;
  resolve(itemId: string, body: unknown, user?: string | null): Promise<Answer>;
  match(transactionId: string, allocations: readonly unknown[], user?: string | null): Promise<Answer>;
  undo(matchId: string, user?: string | null): Promise<Answer>;
  residuals(client: ReviewClient): Promise<Readonly<Record<string, string>>>;
  /** Type and data of events, without the client. */
  events(client: ReviewClient): Promise<readonly Columns[]>;
  actions(client: ReviewClient): Promise<readonly Columns[]>;
  stateOf(transactionId: string): Promise<Columns | undefined>;
}

export async function openReviewWorld(): Promise<ReviewWorld> {
  const api = await openInvoiceApi();
  const { admin } = api.database;
  const as: ReviewWorld['as'] = (user, method, path, body) =>
    api.call(method, path, {
      key: api.key,
      ...(body === undefined ? {} : { body }),
      headers: user === null ? {} : { 'Kontosync-User': user },
    });
  return {
    ...api,
    as,
    async client(matching = {}) {
      const connection = await arrangeConnection(api.database);
      await admin('update clients set matching = $2 where client_id = $1', [
        connection.clientId,
        JSON.stringify({ mode: 'auto', ...matching }),
      ]);
      return { ...connection, runId: await arrangeRun(api.database, connection) };
    },
    async invoices({ clientId }, ids, change = {}) {
      const items = ids.map((id) => invoice(id, { amount: '100.00', open_amount: '100.00', ...change }));
      const { status, body } = await api.send(clientId, items);
      expect({ status, errors: body['errors'] }).toEqual({ status: 200, errors: [] });
      const rows = await admin<{ id: string; external_id: string }>(
        'select id, external_id from invoices where client_id = $1 and external_id = any($2)',
        [clientId, ids],
      );
      return Object.fromEntries(rows.map(({ id, external_id }) => [external_id, id]));
    },
    row: (client, columns) => arrangeTransaction(api.database, client, columns),
    async item({ clientId }, transactionId, candidates) {
      const stored = await admin<{ id: string; external_id: string }>(
        'select id, external_id from invoices where client_id = $1',
        [clientId],
      );
      const ids = new Map(stored.map((one) => [one.external_id, one.id]));
      const shown = candidates.map((candidate) => ({
        id: candidate.id,
        kind: candidate.kind ?? 'single',
        probability: 0.875,
        allocations: Object.entries(candidate.allocations).map(([externalId, amount_minor]) => ({
          invoice_id: ids.get(externalId),
          amount_minor,
        })),
        reasons: [{ group: 'REF', level: 'kid_equal', bits: 16.6, text: 'KID 2345676 equals invoice 1042' }],
      }));
      const kind = shown.length === 0 ? 'no_candidate' : 'candidates';
      const columns = { kind, reason: 'not_certified', candidates: JSON.stringify(shown), model_version: 'weights-1' };
      const id = await arrangeReviewItem(api.database, { clientId, transactionId }, columns);
      await admin('update bank_transactions set match_status = $2 where id = $1', [
        transactionId,
        shown.length === 0 ? 'unmatched' : 'review',
      ]);
      return id;
    },
    resolve: (itemId, body, user = 'anna') => as(user, 'POST', `/api/v1/review-items/${itemId}/resolve`, body),
    match: (transaction_id, allocations, user = 'anna') =>
      as(user, 'POST', '/api/v1/matches', { transaction_id, allocations }),
    undo: (matchId, user = 'anna') => as(user, 'POST', `/api/v1/matches/${matchId}/undo`),
    async residuals({ clientId }) {
      const { items } = await api.list(`client_id=${clientId}`);
      return Object.fromEntries(items.map((one) => [one.external_id, String(one['residual'])]));
    },
    events: ({ clientId }) =>
      admin(`select type, data - 'client_id' as data from outbox_events where client_id = $1 order by created_at, id`, [
        clientId,
      ]),
    actions: ({ clientId }) =>
      admin(
        `select action, user_ref, transaction_id, match_id, review_item_id, allocations, candidate_id, model_version,
                jsonb_array_length(shown) as shown
         from match_actions where client_id = $1 order by id`,
        [clientId],
      ),
    async stateOf(transactionId) {
      const [row] = await admin<Columns>(
        `select t.match_status, (select count(*)::int from matches m where m.transaction_id = t.id and m.state = 'active')
                as matches from bank_transactions t where t.id = $1`,
        [transactionId],
      );
      return row;
    },
  };
}

/** The id of the match that an answer tells of. */
export function matchIdOf({ body }: Answer): string {
  const match = body['match'];
  if (typeof match !== 'object' || match === null || !('id' in match) || typeof match.id !== 'string')
    throw new Error(`no match in ${JSON.stringify(body)}`);
  return match.id;
}

/** Of answers to calls at the same time, in order of number. */
export const statusesOf = (answers: readonly Answer[]): readonly number[] =>
  answers.map(({ status }) => status).toSorted((one, other) => one - other);
