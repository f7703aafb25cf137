/**
 * The server or the network ended the connection: nothing was committed, except perhaps when COMMIT itself failed. A
 * lost connection has no SQLSTATE in `pg`, hence the texts.
 */
export const isConnectionLost = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(08|57P0[123]|25P0[34]|ECONN|EPIPE)/.test('code' in error ? String(error.code) : '') ||
    /not queryable|Connection terminated|timeout exceeded when trying to connect/.test(error.message));
