/** A file that is not there or is none of its kind: exit status 65 (contract 5). */
export class BadFileError extends Error {
  override readonly name = 'BadFileError';
}
