import type { MikroORM } from '@mikro-orm/postgresql';
import type { BankDescriptor } from '../bank/descriptor.ts';
import type { BankPort } from '../bank/port.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Cipher } from '../security/cipher.ts';
import type { Keyring } from '../security/keyring.ts';
import type { Engine } from '../temporal/engine.ts';
import type { CodecEndpoint } from './mountCodec.ts';
import type { Rates } from './rates/rates.ts';
import type { VerifyToken } from './verifyToken.ts';

export interface ApiSettings {
  /** As registered at the bank; compared byte for byte. */
  readonly redirectUri: string;
  readonly scope: string;
  readonly sandbox: boolean;
  /** HH:MM and zone of the night's slots (SYNC_TIME, SYNC_TIME_ZONE): `next_sync_at` is computed from them. */
  readonly syncTime: string;
  readonly syncTimeZone: string;
  /** Proxies whose `X-Forwarded-For` is believed (addresses or networks); none: the caller is who connects. */
  readonly trustedProxies: readonly string[];
  /** Hosts in private networks that webhooks may reach (WEBHOOK_PRIVATE_HOSTS). */
  readonly webhookPrivateHosts: ReadonlySet<string>;
  /** Requests at a time (C-9); null: any number. */
  readonly mostInFlight: number | null;
}

/** All that routes may use; made once by the process. */
export interface ApiDeps {
  readonly settings: ApiSettings;
  readonly orm: MikroORM;
  readonly engine: Engine;
  readonly cipher: Cipher;
  /** Keys for other purposes than encryption, such as the proof of an authorization code. */
  readonly keyring: Keyring;
  readonly descriptor: BankDescriptor;
  /** Understands archived pages; the API itself never calls a bank. */
  readonly bank: Pick<BankPort, 'readPage' | 'readRaw'>;
  readonly clock: Clock;
  readonly rates: Rates;
  /** Absent: API keys only. */
  readonly verifyToken?: VerifyToken;
  readonly logger: Logger;
  /** How long connect and sync wait for their run before they answer 202. */
  readonly inlineWaitMs: number;
  /** A-3; tests shorten it. */
  readonly attemptLifeMs?: number;
  /** Where payloads are sealed: opens them for operators. */
  readonly codecEndpoint?: CodecEndpoint;
  isShuttingDown(): boolean;
}
