import { Secret } from '../security/secret.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`); else STARTTLS where the server has it. */
  readonly secure: boolean;
  /** Nothing is sent unless the server takes up STARTTLS. */
  readonly requireTls: boolean;
  readonly login: { readonly user: string; readonly password: Secret<string> } | null;
}
export interface MailSender {
  /** As people see it. */
  readonly name: string;
  readonly address: string;
}
export interface MailSettings {
  /** Null: mails are written to the data folder. */
  readonly server: SmtpServer | null;
  readonly from: MailSender;
}

export const defaultSender: MailSender = { name: 'Kontosync', address: 'kontosync@localhost' };

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
const decode = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/**
 * `smtp://user:password@host:587` or `smtps://…:465`; null where it is none of these. `strict`: also a server without login
 * must encrypt. A password never crosses a network in clear, and neither does a mail in production.
 */
export function parseSmtpUrl(text: string, { strict }: { readonly strict: boolean }): SmtpServer | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return null;
  if (url.search !== '' || url.hash !== '' || !/^\/?$/.test(url.pathname)) return null;
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === null || password === null || (user === '') !== (password === '')) return null;
  const secure = url.protocol === 'smtps:';
  const isLoopback = loopbackHosts.has(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && !isLoopback && (strict || user !== ''),
    login: user === '' ? null : { user, password: new Secret(password) },
  };
}

/** `Kontosync <no-reply@erp.example>`, or the address alone; null where it is neither. */
export function parseSender(text: string): MailSender | null {
  const [, name = '', named, bare] =
    /^(?:([^<>"\p{Cc}]*)<([^\s<>@,;]+@[^\s<>@,;]+)>|([^\s<>@,;]+@[^\s<>@,;]+))$/u.exec(text.trim()) ?? [];
  const address = named ?? bare;
  return address === undefined ? null : { name: name.trim(), address };
}
