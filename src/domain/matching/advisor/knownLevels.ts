import { shippedModel } from '../shipped/shippedModel.ts';

/** Of evidence outside the model's tables. */
const ofNoTable = ['own_account', 'equal_evidence', 'differs'];

/** The words that levels are made of. Closed: what is none of them may be somebody's name or number. */
const words: ReadonlySet<string> = new Set([
  ...Object.values(shippedModel.groups).flatMap(({ levels }) =>
    Object.keys(levels).flatMap((level) => level.split('/')),
  ),
  ...ofNoTable,
]);

/** A level as it may leave the house (matching 11): `other` where it is not of the matcher's own words. */
export const knownLevel = (level: string): string =>
  level.split('/').every((word) => words.has(word)) ? level : 'other';
