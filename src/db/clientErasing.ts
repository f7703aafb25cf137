/** Nothing new is taken in for a client whose erasure has begun (E-18). */
export class ClientErasing extends Error {
  override readonly name = 'ClientErasing';

  constructor() {
    super('the client is being erased');
  }
}
