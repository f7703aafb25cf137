import { exactKid, kidWithoutZeros } from '../references/kidForms.ts';
import { numberVariants } from '../references/numberVariants.ts';
import type { ItemColumns } from './itemColumns.ts';
import { StringChains } from './stringChains.ts';

/** Positions of items, open or closed, by KID and by number. */
export class ItemsByReference {
  readonly #columns: ItemColumns;
  readonly #byKid: StringChains;
  readonly #byNumber: StringChains;

  constructor(columns: ItemColumns) {
    this.#columns = columns;
    this.#byKid = new StringChains(columns.items.length);
    this.#byNumber = new StringChains(columns.items.length);
    for (const [position, { kid, number }] of columns.items.entries()) {
      if (kid !== null) this.#byKid.add(kidWithoutZeros(kid), position);
      if (isPlainNumber(number)) this.#byNumber.add(number, position);
      else for (const variant of numberVariants(number)) this.#byNumber.add(variant, position);
    }
  }

  /** Of exactly this KID. */
  ofKid(kid: string): readonly number[] {
    return this.ofKidWithoutZeros(kidWithoutZeros(kid)).filter((position) => exactKid(this.#kid(position)) === kid);
  }

  ofKidWithoutZeros = (kid: string): readonly number[] =>
    this.#byKid.valuesOf(kid, (position) => kidWithoutZeros(this.#kid(position)) === kid);

  /** Of a number one of whose variants this is. */
  ofNumberVariant = (variant: string): readonly number[] =>
    this.#byNumber.valuesOf(variant, (position) =>
      numberVariants(this.#columns.items[position]?.number ?? '').includes(variant),
    );

  #kid = (position: number): string => this.#columns.items[position]?.kid ?? '';
}

/** Most ledgers number so; such a number is its only variant. */
const isPlainNumber = (number: string): boolean => /^[1-9][0-9]{3,}$/.test(number);
