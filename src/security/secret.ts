import { inspect } from 'node:util';

const redacted = '[redacted]';

/** Holds a value that must not be printed: JSON, text and `util.inspect` show `[redacted]`. */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. For the HTTP client and the cipher only. */
  reveal(): T {
    return this.#value;
  }

  toJSON(): string {
    return redacted;
  }

  toString(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
