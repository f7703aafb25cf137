import type { EntityManager } from '@mikro-orm/postgresql';
import type { DateRange } from '../../../domain/coverage.ts';
import type { TransactionDetails } from '../../../domain/ledger/bookedEntry.ts';
import type { BankIdField } from '../../../domain/ledger/idPolicy.ts';
import type { StoredRow } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';
import { detailColumns } from './detailColumns.ts';

type Plain = Omit<StoredRow, 'amountMinor' | 'details' | 'knownIds' | 'firstMerge' | 'missedSinceMerge'>;
interface Row extends Plain, Record<TextDetail, string | null> {
  readonly amountMinor: string;
  readonly balanceAfterMinor: string | null;
  readonly originalAmountMinor: string | null;
  readonly firstMerge: string;
  readonly missedSinceMerge: string | null;
}
type TextDetail = Exclude<keyof TransactionDetails, 'balanceAfterMinor' | 'originalAmountMinor'>;

const detailNames = Object.entries(detailColumns)
  .map(([name, column]) => `${column} as "${name}"`)
  .join(', ');
const columns = `id, booking_date as "bookingDate", amount_minor as "amountMinor", currency, slot, status,
  encode(content_sha256, 'hex') as "contentSha256", value_date as "valueDate", match_status as "matchStatus",
  ignored_because is not distinct from 'person' as "isIgnoredByPerson", first_merge as "firstMerge",
  miss_count as "missCount", missed_since_merge as "missedSinceMerge", first_missed_on as "firstMissedOn", replaces,
  ${detailNames}`;

const ofDates = `client_id = $1 and account_id = $2
  and (booking_date between $3 and $4 or booking_date = any($5::date[])) and booking_date <> all($6::date[])`;

const minorOrNull = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

export interface StoredRowsQuery {
  readonly clientId: string;
  readonly accountId: string;
  readonly range: DateRange;
  readonly otherDates: readonly string[];
  readonly skippedDates: readonly string[];
  /** The ids that name rows (ledger 4). */
  readonly provenFields: readonly BankIdField[];
}

/** An account's rows of a range and of some dates beside it, less those of skipped dates, whatever their status. */
export async function listStoredRows(em: EntityManager, wanted: StoredRowsQuery): Promise<StoredRow[]> {
  const { clientId, accountId, range, otherDates, skippedDates } = wanted;
  const rows = await query<Row>(em, `select ${columns} from bank_transactions where ${ofDates}`, [
    clientId,
    accountId,
    range.from,
    range.to,
    otherDates,
    skippedDates,
  ]);
  const ids = await listKnownIds(em, wanted);
  return rows.map((row) => toStoredRow(row, ids.get(row.id) ?? []));
}

async function listKnownIds(
  em: EntityManager,
  { clientId, accountId, range, otherDates, skippedDates, provenFields }: StoredRowsQuery,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (provenFields.length === 0) return new Map();
  const rows = await query<{ id: string; ids: readonly string[] }>(
    em,
    `select transaction_id as id, json_agg(kind || ':' || value) as ids
     from bank_transaction_aliases
     where client_id = $1 and account_id = $2 and kind = any($7)
       and transaction_id in (select id from bank_transactions where ${ofDates})
     group by transaction_id`,
    [clientId, accountId, range.from, range.to, otherDates, skippedDates, provenFields],
  );
  return new Map(rows.map(({ id, ids }) => [id, ids]));
}

function toStoredRow(
  {
    id,
    bookingDate,
    amountMinor,
    currency,
    slot,
    status,
    contentSha256,
    valueDate,
    matchStatus,
    isIgnoredByPerson,
    firstMerge,
    missCount,
    missedSinceMerge,
    firstMissedOn,
    replaces,
    ...details
  }: Row,
  knownIds: readonly string[],
): StoredRow {
  return {
    id,
    bookingDate,
    amountMinor: BigInt(amountMinor),
    currency,
    slot,
    status,
    contentSha256,
    valueDate,
    details: {
      ...details,
      balanceAfterMinor: minorOrNull(details.balanceAfterMinor),
      originalAmountMinor: minorOrNull(details.originalAmountMinor),
    },
    knownIds,
    matchStatus,
    isIgnoredByPerson,
    firstMerge: Number(firstMerge),
    missCount,
    missedSinceMerge: numberOrNull(missedSinceMerge),
    firstMissedOn,
    replaces,
  };
}
