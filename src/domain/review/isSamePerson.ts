/** Two ids of one person look alike to whoever reads them: width, case and white space do not tell people apart. */
const asRead = (user: string): string =>
  // Upper case first: letters that have one form there only, as ß and ss, then fold together.
  user.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').trim().replace(/\s+/gu, ' ');

/**
 * Whether two of the ERP's ids name the same person (matching 9): who can write an id in two ways must not be able to
 * accept twice. Where it is not sure, it is the same.
 */
export const isSamePerson = (one: string, other: string): boolean => asRead(one) === asRead(other);
