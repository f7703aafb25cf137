import type { ItemKind, LedgerSide, OpenItem } from '../openItem.ts';
import { DayNumbers } from './dayNumbers.ts';

/** Items of one kind on one side in one currency. */
export interface Bucket {
  readonly kind: ItemKind;
  readonly side: LedgerSide;
  readonly currency: string;
}

/** A ledger's items by position, with the columns that searches run over. */
export interface ItemColumns {
  readonly items: readonly OpenItem[];
  readonly buckets: readonly Bucket[];
  readonly bucketOf: Int32Array;
  /** Days since 1970-01-01. */
  readonly dueDay: Int32Array;
  readonly issueDay: Int32Array;
  readonly days: DayNumbers;
}

export function createItemColumns(items: readonly OpenItem[]): ItemColumns {
  const days = new DayNumbers();
  const bucketOf = new Int32Array(items.length);
  const dueDay = new Int32Array(items.length);
  const issueDay = new Int32Array(items.length);
  const buckets: Bucket[] = [];
  const bucketByKey = new Map<string, number>();
  for (const [position, { kind, side, currency, dueDate, issueDate }] of items.entries()) {
    const key = `${kind}/${side}/${currency}`;
    const bucket = bucketByKey.get(key) ?? buckets.push({ kind, side, currency }) - 1;
    bucketByKey.set(key, bucket);
    bucketOf[position] = bucket;
    dueDay[position] = days.of(dueDate);
    issueDay[position] = days.of(issueDate);
  }
  return { items, buckets, bucketOf, dueDay, issueDay, days };
}
