import { createTransport } from 'nodemailer';
import { classifySendFailure } from './classifySendFailure.ts';
import { composeMessage } from './composeMessage.ts';
import type { MailSender, SmtpServer } from './mailSettings.ts';
import type { MailTransport } from './mailTransport.ts';

/** Mail servers count connections. */
const mostConnections = 2;

function openTransporter(server: SmtpServer) {
  const { login } = server;
  return createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password.reveal() } }),
    maxConnections: mostConnections,
    // A connection that broke may have carried the mail: whether to send again is decided by its row.
    maxRequeues: 0,
    dnsTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
}

/** Whether the server takes a connection, TLS and the login as they are set; null, or the code of what went wrong. */
export async function refusalOfServer(server: SmtpServer): Promise<string | null> {
  const transporter = openTransporter(server);
  try {
    await transporter.verify();
    return null;
  } catch (error) {
    return classifySendFailure(error).code;
  } finally {
    transporter.close();
  }
}

/** Through a mail server. Connects at the first mail. */
export function createSmtpTransport(server: SmtpServer, from: MailSender): MailTransport {
  const transporter = openTransporter(server);
  return {
    async send(mail) {
      try {
        await transporter.sendMail(composeMessage(mail, from));
        return { kind: 'accepted' };
      } catch (error) {
        return classifySendFailure(error);
      }
    },
    async close() {
      transporter.close();
    },
  };
}
