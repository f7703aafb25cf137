/** A mail as it came over the wire, opened as far as the tests look (RFC 5322, 2045, 2047). */
export interface ReceivedMail {
  readonly source: string;
  readonly recipients: readonly string[];
  /** By names in small letters, unfolded, encoded words decoded; each name's values in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
}

const decodeBytes = (body: string, encoding: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
};

const decodeWords = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[QB]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind = '', body = '']) =>
          kind.toUpperCase() === 'B'
            ? Buffer.from(body, 'base64')
            : Buffer.from(decodeBytesToLatin(body.replaceAll('_', ' ')), 'latin1'),
        ),
      ).toString(),
    );
const decodeBytesToLatin = (body: string): string =>
  body.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function parseHeaders(head: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), decodeWords(value)]);
  }
  return headers;
}

function split(source: string): { headers: ReadonlyMap<string, readonly string[]>; body: string } {
  const [head = '', ...rest] = source.split(/\r?\n\r?\n/);
  return { headers: parseHeaders(head), body: rest.join('\r\n\r\n') };
}

export function parseMail(source: string, recipients: readonly string[]): ReceivedMail {
  const { headers, body } = split(source);
  const header = (name: string): string => headers.get(name)?.join('\n') ?? '';
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(header('content-type')) ?? [];
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r?\n/, '')));
  const part = (type: string): string => {
    const found = parts.find(({ headers: own }) => own.get('content-type')?.[0]?.startsWith(type) === true);
    if (found === undefined) return '';
    return decodeBytes(found.body, found.headers.get('content-transfer-encoding')?.[0] ?? '').replaceAll('\r\n', '\n');
  };
  return {
    source,
    recipients,
    headers,
    subject: header('subject'),
    messageId: header('message-id'),
    text: part('text/plain'),
    html: part('text/html'),
  };
}
