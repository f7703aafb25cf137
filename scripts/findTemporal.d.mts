export type Environment = Readonly<Record<string, string | undefined>>;
export type FoundTemporal =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'executable'; readonly path: string }
  | { readonly kind: 'not_executable'; readonly variable: 'TEMPORAL_CLI_PATH' }
  | { readonly kind: 'missing'; readonly lookedIn: readonly string[] };
/**
 * How this machine gets its Temporal server, by looking only. Reads TEMPORAL_ADDRESS, TEMPORAL_CLI_PATH, PATH,
 * XDG_CACHE_HOME and HOME of `env`; an empty variable counts as not set.
 */
export function findTemporal(env: Environment): FoundTemporal;
/** The environment with TEMPORAL_ADDRESS and TEMPORAL_CLI_PATH of `.env`, where it does not set them itself. */
export function withTemporalSettings(env: Environment): Environment;
