/** Environment → typed settings. The only reader of `process.env`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type JwtSettings, jwtSettings, jwtVariables } from './api/jwtSettings.ts';
import { type LimitSettings, limitSettings, limitVariables } from './api/rates/limitSettings.ts';
import { defaultSender, type MailSettings, parseSender, parseSmtpUrl } from './mail/mailSettings.ts';
import { identifyApiKey } from './security/apiKey.ts';
import { Secret } from './security/secret.ts';
import type { WebhookReach } from './webhooks/webhookUrl.ts';

/** A setting is missing or wrong: exit status 78. The message names the variable and the rule, never the value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const port = z.coerce.number().int().min(1).max(65535);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const environmentSchema = z.object({
  PORT: port.default(8000),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TEMPORAL_ADDRESS: z.string().min(1).optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_CLI_PATH: z.string().min(1).optional(),
  TEMPORAL_UI_URL: z.url().optional(),
  TEMPORAL_PAYLOAD_CODEC: flag.default(false),
  KONTOSYNC_DATA_DIR: z.string().min(1).default('.kontosync'),
  POSTGRES_PORT: port.optional(),
  TEMPORAL_PORT: port.optional(),
  TEMPORAL_UI_PORT: port.optional(),
  SIMULATOR_PORT: port.optional(),
  KONTOSYNC_BOOTSTRAP_KEY: z
    .string()
    .min(32, 'at least 32 characters')
    .refine((key) => identifyApiKey(key) !== null, 'this key was cut off or mistyped')
    .optional(),
  KONTOSYNC_DEMO: flag.optional(),
  DNB_CLIENT_ID: z.string().min(1).optional(),
  DNB_CLIENT_SECRET: z.string().min(1).optional(),
  DNB_API_KEY: z.string().min(1).optional(),
  DNB_REDIRECT_URI: z.url().optional(),
  DNB_SCOPE: z.string().min(1).default('psd2:accounts:read psd2:transactions:read'),
  DNB_USE_SANDBOX: flag.default(true),
  DNB_PROFILE: z.enum(['oauth2', 'consent'], 'oauth2 or consent').default('oauth2'),
  DNB_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  DNB_TLS_CERT_FILE: z.string().min(1).optional(),
  DNB_TLS_KEY_FILE: z.string().min(1).optional(),
  DNB_TLS_CA_FILE: z.string().min(1).optional(),
  SECRET_KEY: z.string().min(1).optional(),
  SECRET_KEYS_PREVIOUS: z.string().optional(),
  SYNC_TIME: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 00:00 to 23:59')
    .default('03:00'),
  SYNC_TIME_ZONE: z.string().refine(isTimeZone, 'a time zone such as UTC or Europe/Oslo').default('UTC'),
  SYNC_SCHEDULE: z.enum(['temporal', 'external']).default('temporal'),
  SYNC_CONCURRENCY: z.coerce.number().int().min(1).max(1000).default(50),
  SMTP_URL: z.string().min(1).optional(),
  MAIL_FROM: z.string().min(1).optional(),
  WEBHOOK_PRIVATE_HOSTS: z
    .string()
    .transform((text) => text.split(',').flatMap((host) => host.trim().toLowerCase() || []))
    .pipe(z.array(z.string().regex(/^[a-z0-9_.:-]+$/, 'names or addresses of hosts, comma-separated')))
    .default([]),
  MATCH_ADVISOR_URL: z.url({ protocol: /^https?$/ }).optional(),
  MATCH_ADVISOR_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces')
    .optional(),
  MATCH_ADVISOR_TIMEOUT_MS: z.coerce.number().int().min(100).max(30_000).default(3_000),
  ...limitVariables,
  ...jwtVariables,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
type Environment = z.infer<typeof environmentSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Registered at the simulator; a real bank's come from its portal. */
export const simulatorCredentials = {
  clientId: 'kontosync-simulated-client',
  clientSecret: 'kontosync-simulated-secret',
  apiKey: 'kontosync-simulated-api-key',
} as const;

/** The defaults of contract 2 for local parts. */
export const defaultPorts = { postgres: 54329, temporal: 7233, temporalUi: 8233, simulator: 8090 } as const;

export interface DnbSettings {
  readonly profile: 'oauth2' | 'consent';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly sandbox: boolean;
  /** Absent in sandbox: the simulator that `up` starts. */
  readonly baseUrl: string | undefined;
  readonly tls: { readonly certFile?: string; readonly keyFile?: string; readonly caFile?: string };
}

/** A language model that is asked about review items (matching 11). */
export interface MatchAdvisorSettings {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey: Secret<string> | null;
  /** The whole call. */
  readonly timeoutMs: number;
}

export interface Settings {
  readonly port: number;
  readonly databaseUrl: string | undefined;
  readonly temporal: {
    readonly address: string | undefined;
    readonly namespace: string;
    readonly cliPath: string | undefined;
    readonly uiUrl: string | undefined;
    /** Payloads and failures' texts are sealed with a key of SECRET_KEY (B-13): alike for API, workers and command line. */
    readonly payloadCodec: boolean;
  };
  /** Absolute. */
  readonly dataDir: string;
  readonly localPorts: {
    readonly postgres: number | undefined;
    readonly temporal: number | undefined;
    readonly temporalUi: number | undefined;
    readonly simulator: number | undefined;
  };
  readonly bootstrapKey: string | undefined;
  readonly demo: boolean | undefined;
  readonly dnb: DnbSettings;
  /** Absent in sandbox: generated once into the data folder by `up`. */
  readonly secretKey: string | undefined;
  readonly previousSecretKeys: readonly string[];
  readonly sync: {
    /** HH:MM */
    readonly time: string;
    readonly timeZone: string;
    readonly schedule: 'temporal' | 'external';
    readonly concurrency: number;
  };
  readonly mail: MailSettings;
  /** Where webhooks may go (C-16). */
  readonly webhooks: WebhookReach;
  readonly limits: LimitSettings;
  /** Null: API keys only. */
  readonly jwt: JwtSettings | null;
  /** Null: off. */
  readonly matchAdvisor: MatchAdvisorSettings | null;
  readonly logLevel: Environment['LOG_LEVEL'];
}

/** Reads `.env` where it exists (the real environment wins) and returns the environment's variables. */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** Checks an environment and gives it types. Throws `ConfigurationError`. An empty variable counts as unset. */
export function loadSettings(environment: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    const rules = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(`wrong settings:\n  ${rules.join('\n  ')}`);
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      cliPath: env.TEMPORAL_CLI_PATH,
      uiUrl: env.TEMPORAL_UI_URL,
      payloadCodec: env.TEMPORAL_PAYLOAD_CODEC,
    },
    dataDir: resolve(env.KONTOSYNC_DATA_DIR),
    localPorts: {
      postgres: env.POSTGRES_PORT,
      temporal: env.TEMPORAL_PORT,
      temporalUi: env.TEMPORAL_UI_PORT,
      simulator: env.SIMULATOR_PORT,
    },
    bootstrapKey: env.KONTOSYNC_BOOTSTRAP_KEY,
    demo: env.KONTOSYNC_DEMO,
    dnb: dnbSettings(env),
    secretKey: env.SECRET_KEY,
    previousSecretKeys: (env.SECRET_KEYS_PREVIOUS ?? '').split(',').filter((key) => key !== ''),
    sync: {
      time: env.SYNC_TIME,
      timeZone: env.SYNC_TIME_ZONE,
      schedule: env.SYNC_SCHEDULE,
      concurrency: env.SYNC_CONCURRENCY,
    },
    mail: mailSettings(env),
    webhooks: { sandbox: env.DNB_USE_SANDBOX, privateHosts: new Set(env.WEBHOOK_PRIVATE_HOSTS) },
    limits: limitSettings(env),
    jwt: tokenSettings(env),
    matchAdvisor: matchAdvisorSettings(env),
    logLevel: env.LOG_LEVEL,
  };
}

/** For a command that cannot do without a setting. Throws `ConfigurationError`. */
export function requireSetting<T>(variable: string, value: T | undefined): T {
  if (value === undefined) throw new ConfigurationError(`${variable} must be set for this command`);
  return value;
}

/** What the bank knows its caller by differs: a client's secrets, or a certificate (bank 0.1). */
const neededInProduction = {
  oauth2: ['DNB_CLIENT_ID', 'DNB_CLIENT_SECRET', 'DNB_API_KEY', 'DNB_BASE_URL', 'SECRET_KEY'],
  consent: ['DNB_TLS_CERT_FILE', 'DNB_TLS_KEY_FILE', 'DNB_BASE_URL', 'SECRET_KEY'],
} as const satisfies Record<DnbSettings['profile'], readonly (keyof Environment)[]>;

function dnbSettings(env: Environment): DnbSettings {
  const { DNB_USE_SANDBOX: sandbox, DNB_PROFILE: profile } = env;
  const missing = sandbox ? [] : neededInProduction[profile].filter((name) => env[name] === undefined);
  if (missing.length > 0) throw new ConfigurationError(`DNB_USE_SANDBOX=false needs ${missing.join(', ')}`);
  if ((env.DNB_TLS_CERT_FILE === undefined) !== (env.DNB_TLS_KEY_FILE === undefined))
    throw new ConfigurationError('DNB_TLS_CERT_FILE and DNB_TLS_KEY_FILE: both or none');
  const redirectUri = env.DNB_REDIRECT_URI ?? `http://localhost:${env.PORT}/api/dnb/oauth/callback`;
  if (!isAllowedRedirect(new URL(redirectUri), sandbox))
    throw new ConfigurationError(`DNB_REDIRECT_URI: https is required${sandbox ? ' unless the host is loopback' : ''}`);
  if (!sandbox && env.DNB_BASE_URL !== undefined && new URL(env.DNB_BASE_URL).protocol !== 'https:')
    throw new ConfigurationError('DNB_BASE_URL: https is required');
  return {
    profile,
    clientId: env.DNB_CLIENT_ID ?? simulatorCredentials.clientId,
    clientSecret: env.DNB_CLIENT_SECRET ?? simulatorCredentials.clientSecret,
    apiKey: env.DNB_API_KEY ?? simulatorCredentials.apiKey,
    redirectUri,
    scope: env.DNB_SCOPE,
    sandbox,
    baseUrl: env.DNB_BASE_URL,
    tls: {
      ...(env.DNB_TLS_CERT_FILE === undefined ? {} : { certFile: env.DNB_TLS_CERT_FILE }),
      ...(env.DNB_TLS_KEY_FILE === undefined ? {} : { keyFile: env.DNB_TLS_KEY_FILE }),
      ...(env.DNB_TLS_CA_FILE === undefined ? {} : { caFile: env.DNB_TLS_CA_FILE }),
    },
  };
}

function mailSettings({ SMTP_URL, MAIL_FROM, DNB_USE_SANDBOX: sandbox }: Environment): MailSettings {
  const server = SMTP_URL === undefined ? null : parseSmtpUrl(SMTP_URL, { strict: !sandbox });
  if (SMTP_URL !== undefined && server === null)
    throw new ConfigurationError('SMTP_URL: smtp://user:password@host:587 or smtps://user:password@host:465');
  const from = MAIL_FROM === undefined ? defaultSender : parseSender(MAIL_FROM);
  if (from === null) throw new ConfigurationError('MAIL_FROM: name <address>, or an address');
  if (server !== null && MAIL_FROM === undefined) throw new ConfigurationError('SMTP_URL needs MAIL_FROM');
  return { server, from };
}

function tokenSettings(env: Environment): JwtSettings | null {
  const jwt = jwtSettings(env);
  if (typeof jwt === 'string') throw new ConfigurationError(jwt);
  return jwt;
}

/** Off without a URL. A key crosses no network in clear, and in production nothing does. */
function matchAdvisorSettings(env: Environment): MatchAdvisorSettings | null {
  const { MATCH_ADVISOR_URL: url, MATCH_ADVISOR_API_KEY: apiKey, DNB_USE_SANDBOX: sandbox } = env;
  if (url === undefined) {
    if (apiKey !== undefined) throw new ConfigurationError('MATCH_ADVISOR_API_KEY needs MATCH_ADVISOR_URL');
    return null;
  }
  const { protocol, hostname, username, password, hash } = new URL(url);
  if (username !== '' || password !== '' || hash !== '')
    throw new ConfigurationError('MATCH_ADVISOR_URL: no user, password or fragment; a key is MATCH_ADVISOR_API_KEY');
  const inClear = sandbox && (apiKey === undefined || isLoopback(hostname));
  if (protocol !== 'https:' && !inClear)
    throw new ConfigurationError(
      `MATCH_ADVISOR_URL: https is required${sandbox ? ' with MATCH_ADVISOR_API_KEY unless the host is loopback' : ''}`,
    );
  return {
    url,
    apiKey: apiKey === undefined ? null : new Secret(apiKey),
    timeoutMs: env.MATCH_ADVISOR_TIMEOUT_MS,
  };
}

/** https, but in sandbox plain http on loopback too: the code in it must cross no network in clear. */
const isAllowedRedirect = ({ protocol, hostname }: URL, sandbox: boolean): boolean =>
  protocol === 'https:' || (sandbox && protocol === 'http:' && isLoopback(hostname));

const isLoopback = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
