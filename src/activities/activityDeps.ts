import type { MikroORM } from '@mikro-orm/postgresql';
import type { BankPort } from '../bank/port.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Cipher } from '../security/cipher.ts';
import type { Keyring } from '../security/keyring.ts';

export interface ActivitySettings {
  /** HH:MM and zone of the night's slots (SYNC_TIME, SYNC_TIME_ZONE). */
  readonly syncTime: string;
  readonly syncTimeZone: string;
  /** Renewed tokens lie here between the bank's answer and the commit (A.2, step 4); 0700. */
  readonly spillDir: string;
  /** Shortened days of a consent's clock: tests pass them, the program never does (D-17). */
  readonly consentDayMs?: number;
}

/** All that activities may use; made once by the worker's process. */
export interface ActivityDeps {
  readonly orm: MikroORM;
  readonly bank: BankPort;
  readonly cipher: Cipher;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: ActivitySettings;
  /** Called at the places where a process may die, by their names. Tests pass one; the program never does (F1). */
  readonly failpoint?: (name: string) => void;
}
