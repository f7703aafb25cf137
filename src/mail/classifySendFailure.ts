import type { SendOutcome } from './mailTransport.ts';

/** What nodemailer hangs on its errors; read as unknown, as it may be any error. */
interface SmtpFailure {
  readonly code: string;
  readonly command: string;
  readonly reply: number | null;
}

function readFailure(error: unknown): SmtpFailure {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
  const [code, command, reply] = [field('code'), field('command'), field('responseCode')];
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    command: typeof command === 'string' ? command : '',
    reply: typeof reply === 'number' ? reply : null,
  };
}

/** From here on a reply is about the recipient or the text, no more about us. */
const ofTheMail: ReadonlySet<string> = new Set(['RCPT TO', 'DATA']);
/** 421: the service is closing. 503: the order of commands was wrong, which says nothing of the mail. */
const ofTheSession: ReadonlySet<number> = new Set([421, 503]);

/**
 * A failed attempt by command and reply (RFC 5321, 4.2.1), never by the server's words: 5xx to a recipient or a text is for
 * good, 4xx passes, and all else (no connection, no TLS, a refused login or sender) concerns every mail.
 */
export function classifySendFailure(error: unknown): Exclude<SendOutcome, { kind: 'accepted' }> {
  const { code, command, reply } = readFailure(error);
  const told = reply === null ? code : `smtp_${reply}`;
  if (reply !== null && ofTheMail.has(command) && !ofTheSession.has(reply))
    return { kind: reply >= 500 ? 'refused' : 'later', code: told };
  // Found before anything was sent: an address or a size that this server can never take.
  if (reply === null && ['EENVELOPE', 'EMESSAGE'].includes(code) && command !== 'DATA')
    return { kind: 'refused', code: told };
  return { kind: 'server_down', code: told };
}
