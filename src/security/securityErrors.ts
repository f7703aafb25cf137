/** A Fernet token that is malformed, expired, altered, made with another key or taken from another row (B-1, B-4). */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
  readonly code = 'decryption_failed' as const;
  constructor() {
    // One message for every cause: which check failed is nobody's business.
    super('the ciphertext is not valid');
  }
}

/** A row was encrypted with a secret that is not configured (B-10); names its key id, which is no secret. */
export class DecryptionFailed extends Error {
  override readonly name = 'DecryptionFailed';
  readonly code = 'decryption_failed' as const;
  readonly keyId: string;
  constructor(keyId: string) {
    super(`no configured secret has the key id ${keyId}`);
    this.keyId = keyId;
  }
}
