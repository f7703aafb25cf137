import { BankError } from '../bankError.ts';
import type { TransactionsQuery } from '../port.ts';

const prefixOf = (baseUrl: URL): string => baseUrl.pathname.replace(/\/$/, '');

/** No escape saves these: a URL without them, or with `%2e`, is another path. */
const pathless: ReadonlySet<string> = new Set(['', '.', '..']);

/**
 * A URL under the bank's base: each segment is escaped, so an id can name nothing else. Throws
 * `bank_contract_violation` for an id that cannot be written as a segment.
 */
export function bankUrl(baseUrl: URL, segments: readonly string[], query: Readonly<Record<string, string>> = {}): URL {
  if (segments.some((segment) => pathless.has(segment)))
    throw new BankError({ code: 'bank_contract_violation', sent: false, bankCode: 'ACCOUNT_ID' });
  const url = new URL(baseUrl.origin);
  url.pathname = `${prefixOf(baseUrl)}/${segments.map(encodeURIComponent).join('/')}`;
  url.search = new URLSearchParams(query).toString();
  return url;
}

/**
 * Where the next page is read: the first page's own URL, or the bank's link, verbatim. Throws `link_off_origin` for a
 * link to another scheme, host, port or account (C-16, Q10): nothing is sent there.
 */
export function pageUrl(baseUrl: URL, { accountId, from, to, cursor }: TransactionsQuery): URL {
  const first = bankUrl(baseUrl, ['v1', 'accounts', accountId, 'transactions'], {
    bookingStatus: 'both',
    dateFrom: from,
    dateTo: to,
  });
  if (cursor === undefined) return first;
  if (bareKey.test(cursor)) return withMissing(first, `pageId=${encodeURIComponent(cursor)}`);
  if (cursor.startsWith('?')) return withMissing(first, cursor.slice(1));
  const next = URL.parse(underPrefix(baseUrl, cursor), first.href);
  const samePlace =
    next !== null &&
    next.origin === first.origin &&
    next.username === '' &&
    next.password === '' &&
    pathOf(next) === pathOf(first);
  if (!samePlace) throw new BankError({ code: 'link_off_origin', sent: false });
  return next;
}

const bareKey = /^[\w.~=+-]+$/;

/** Q11: not a link but the key of a page, or parameters alone: those that the bank leaves out are sent again. */
function withMissing(first: URL, query: string): URL {
  const given = new URLSearchParams(query);
  const missing = [...first.searchParams].filter(([name]) => !given.has(name));
  const url = new URL(first);
  url.search = [query, new URLSearchParams(missing).toString()].filter((part) => part !== '').join('&');
  return url;
}

/** A bank behind a path prefix may write its links from the root of its own paths. */
function underPrefix(baseUrl: URL, link: string): string {
  const prefix = prefixOf(baseUrl);
  return link.startsWith('/v1/') && prefix !== '' ? `${prefix}${link}` : link;
}

/** Its segments in one writing, without a slash at the end; `null` for an escape that decodes to nothing. */
function pathOf({ pathname }: URL): string | null {
  try {
    const segments = pathname.replace(/\/$/, '').split('/').map(decodeURIComponent);
    return segments.map(encodeURIComponent).join('/');
  } catch {
    return null;
  }
}
