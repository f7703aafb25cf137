import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

const censored = '[redacted]';

/** Fields that hold secrets or personal data wherever somebody puts them (B-15): a net, beside the allow-lists of callers. */
const secretFields = [
  'authorization',
  'cookie',
  'access_token',
  'refresh_token',
  'code',
  'state',
  'client_secret',
  'iban',
  'bban',
];

/** Norwegian account and birth numbers (11 digits), and Norwegian IBANs, inside any text. */
const personalNumbers = /\bNO\d{13}\b|(?<![\w-])\d{11}(?![\w-])/g;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** JSON.parse quotes in its message what it could not read, perhaps a code or a bank's body: where it happened is told only. */
const stackOf = ({ name, message, stack }: Error): string | undefined =>
  name === 'SyntaxError' ? stack?.replace(message, 'text that could not be parsed') : stack;

/** Name, code and stack; never the query, its values or the bank's body that some drivers hang on their errors. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { class: typeof error };
  const code = 'code' in error ? textOf(error.code) : undefined;
  return {
    class: error.name,
    ...(code === undefined ? {} : { code }),
    stack: stackOf(error),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

export interface CreateLoggerOptions {
  readonly level: string;
  /** `api`, `worker`, … */
  readonly service: string;
  readonly version?: string;
}

/** JSON lines as E-4 describes them: `ts` (RFC 3339 UTC), `level` as a word, `msg` a constant text, `service`. */
export function createLogger(
  { level, service, version }: CreateLoggerOptions,
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level,
    base: { service, ...(version === undefined ? {} : { version }) },
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      // With a path of its own `err` is known by its name; under the wildcard alone pino gives a symbol for it.
      paths: ['err.authorization', ...secretFields.flatMap((field) => [field, `*.${field}`])],
      // `err.code` is the code of an error (E-4), not an authorization code.
      censor: (value: unknown, path) => (path.map(String).join('.') === 'err.code' ? value : censored),
    },
    hooks: { streamWrite: (line) => line.replaceAll(personalNumbers, censored) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
