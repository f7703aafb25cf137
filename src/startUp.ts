import type { MikroORM } from '@mikro-orm/postgresql';
import type { PayloadCodec } from '@temporalio/common';
import { createBankPort } from './bank/createBankPort.ts';
import type { ClosableBankPort } from './bank/dnb/oauth2.ts';
import { systemClock } from './clock.ts';
import { ConfigurationError, requireSetting, type Settings } from './config.ts';
import { createOrm } from './db/orm.ts';
import type { Logger } from './logger.ts';
import { type Cipher, createCipher } from './security/cipher.ts';
import { createKeyring, type Keyring } from './security/keyring.ts';
import { weakSecretRule } from './security/weakSecret.ts';
import { createPayloadCodec } from './temporal/payloadCodec.ts';

/** What API and worker both stand on. */
export interface Foundation {
  readonly orm: MikroORM;
  readonly keyring: Keyring;
  readonly cipher: Cipher;
  readonly bank: ClosableBankPort;
  /** Where TEMPORAL_PAYLOAD_CODEC is on. */
  readonly codec?: PayloadCodec;
  close(): Promise<void>;
}

/** Opens database, keys and bank by the settings; nothing is sent before the first use. Throws `ConfigurationError`. */
export async function openFoundation(
  settings: Settings,
  { applicationName, poolSize, logger }: { applicationName: string; poolSize: number; logger: Logger },
): Promise<Foundation> {
  const databaseUrl = requireSetting('DATABASE_URL', settings.databaseUrl);
  const baseUrl = requireSetting('DNB_BASE_URL', settings.dnb.baseUrl);
  const secretKey = requireSetting('SECRET_KEY', settings.secretKey);
  checkSecret(settings, secretKey, logger);
  const keyring = createKeyring({ secretKey, previous: settings.previousSecretKeys });
  const orm = await createOrm({ databaseUrl, applicationName, poolSize });
  const bank = createBankPort({ ...settings.dnb, baseUrl }, systemClock);
  return {
    orm,
    keyring,
    cipher: createCipher(keyring),
    bank,
    ...(settings.temporal.payloadCodec ? { codec: createPayloadCodec(keyring) } : {}),
    async close() {
      await Promise.all([bank.close(), orm.close()]);
    },
  };
}

/** B-9: production refuses a weak secret, sandbox warns; the rule is told, never the value. */
function checkSecret(settings: Settings, secretKey: string, logger: Logger): void {
  const { dnb, bootstrapKey, matchAdvisor } = settings;
  const optional = [bootstrapKey, matchAdvisor?.apiKey?.reveal(), settings.mail.server?.login?.password.reveal()];
  const others = [dnb.clientSecret, dnb.apiKey, ...optional.filter((other) => other !== undefined)];
  const rule = weakSecretRule(secretKey, others);
  if (rule === null) return;
  if (!dnb.sandbox) throw new ConfigurationError(`SECRET_KEY ${rule}`);
  logger.warn({ variable: 'SECRET_KEY', rule }, 'a weak secret, which production would refuse');
}

/** For commands that speak to Temporal and need nothing else; undefined: payloads are not sealed. */
export function openCodec({ temporal, secretKey, previousSecretKeys: previous }: Settings): PayloadCodec | undefined {
  if (!temporal.payloadCodec) return undefined;
  return createPayloadCodec(createKeyring({ secretKey: requireSetting('SECRET_KEY', secretKey), previous }));
}
