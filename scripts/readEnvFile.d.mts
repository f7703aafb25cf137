/** The variables of a `.env` file; a file that is not there counts as empty. */
export function readEnvFile(path: string): Readonly<Record<string, string>>;
