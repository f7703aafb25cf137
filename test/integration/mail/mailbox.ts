import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { parseMail, type ReceivedMail } from './parseMail.ts';

/** A mail server in this process. What it refuses is set by a test and asked for at each command. */
export interface Mailbox {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  readonly logins: readonly string[];
  /** Reply codes by address, for RCPT TO; by `*`, for the text. */
  readonly replies: Map<string, number>;
  forget(): void;
  /** Nobody listens there any more. */
  close(): Promise<void>;
}

export async function openMailbox({
  password,
  startTls = false,
}: {
  password?: string;
  startTls?: boolean;
} = {}): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const logins: string[] = [];
  const replies = new Map<string, number>();
  const refusal = (key: string): Error | null => {
    const responseCode = replies.get(key);
    // As servers do it: the reply repeats the address.
    return responseCode === undefined ? null : Object.assign(new Error(`not for ${key}`), { responseCode });
  };
  const server = new SMTPServer({
    authOptional: password === undefined,
    logger: false,
    allowInsecureAuth: true,
    disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(password === undefined ? ['AUTH'] : [])],
    onAuth(auth, _session, done) {
      logins.push(auth.username ?? '');
      if (auth.password === password) done(null, { user: auth.username });
      else done(new Error('wrong'));
    },
    onRcptTo: ({ address }, _session, done) => done(refusal(address)),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = refusal('*');
        const to = envelope.rcptTo.map(({ address }) => address);
        if (refused === null) received.push(parseMail(Buffer.concat(chunks).toString(), to));
        done(refused);
      });
    },
  });
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port: chosen } = listener.address() as AddressInfo;
  const login = password === undefined ? '' : `erp:${encodeURIComponent(password)}@`;
  return {
    url: `smtp://${login}127.0.0.1:${chosen}`,
    received,
    logins,
    replies,
    forget() {
      received.length = 0;
      replies.clear();
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
