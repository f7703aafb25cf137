import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { composeMessage } from './composeMessage.ts';
import type { MailSender } from './mailSettings.ts';
import type { MailTransport } from './mailTransport.ts';

/**
 * Without a mail server: a file for each mail, `<Message-ID>.eml`, which any mail program opens. The same mail written
 * again is the same file.
 */
export function createFolderTransport(folder: string, from: MailSender): MailTransport {
  const transporter = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail) {
      const { message } = await transporter.sendMail(composeMessage(mail, from));
      const file = join(folder, `${mail.messageId.replace(/@.*$/, '')}.eml`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.part`, message, { mode: 0o600 });
        await rename(`${file}.part`, file);
      } catch (error) {
        // A full disk stops every mail, as a mail server that is away does.
        return {
          kind: 'server_down',
          code: error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN',
        };
      }
      return { kind: 'accepted' };
    },
    async close() {},
  };
}
