export type ReturnUrlDecision =
  | { readonly kind: 'allowed'; readonly reason: 'registered' | 'loopback' }
  | { readonly kind: 'refused'; readonly reason: 'not_registered' | 'not_a_plain_url' };

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where the person may be sent after the bank: an entry of the client's list, byte for byte, or in sandbox any
 * loopback address. What is written in another way than a URL prints itself (backslashes, other case, dot segments,
 * control characters, user names) is refused, so that no two readers can understand it differently.
 */
export function decideReturnUrl(
  text: string,
  { registered, sandbox }: { readonly registered: readonly string[]; readonly sandbox: boolean },
): ReturnUrlDecision {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isPlain(text, url)) return { kind: 'refused', reason: 'not_a_plain_url' };
  if (registered.includes(text)) return { kind: 'allowed', reason: 'registered' };
  if (sandbox && loopbackHosts.has(url.hostname)) return { kind: 'allowed', reason: 'loopback' };
  return { kind: 'refused', reason: 'not_registered' };
}

const isPlain = (text: string, url: URL): boolean =>
  (url.protocol === 'https:' || url.protocol === 'http:') &&
  url.username === '' &&
  url.password === '' &&
  url.hash === '' &&
  !/%(2f|5c|0d|0a)/i.test(text) &&
  // `https://host` prints itself with a slash at the end.
  (url.href === text || url.href === `${text}/`);

/** The URL with parameters added to those it has. */
export function withParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return target.href;
}
