/** A service that a command needs does not answer: exit status 69. The message names it and the variable, no secret. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}
