import { join } from 'node:path';
import { createFolderTransport } from './folderTransport.ts';
import type { MailSettings } from './mailSettings.ts';
import type { MailTransport } from './mailTransport.ts';
import { createSmtpTransport } from './smtpTransport.ts';

/** The way out by the settings (contract 2): a mail server, else the folder `mails` of the data folder. No I/O yet. */
export const openMailTransport = ({ server, from }: MailSettings, dataDir: string): MailTransport =>
  server === null ? createFolderTransport(join(dataDir, 'mails'), from) : createSmtpTransport(server, from);
