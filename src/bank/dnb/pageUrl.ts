import { BankError } from '../bankError.ts';
import type { TransactionsQuery } from '../port.ts';

const prefixOf = (baseUrl: URL): string => baseUrl.pathname.replace(/\/$/, '');

/** A URL under the bank's base: each segment is escaped, so an id can name nothing else. */
export function bankUrl(baseUrl: URL, segments: readonly string[], query: Readonly<Record<string, string>> = {}): URL {
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

/** A bank behind a path prefix may write its links from the root of its own paths. */
function underPrefix(baseUrl: URL, link: string): string {
  const prefix = prefixOf(baseUrl);
  return link.startsWith('/v1/') && prefix !== '' ? `${prefix}${link}` : link;
}

/** Decoded, without a slash at the end; `null` for an escape that decodes to nothing. */
function pathOf({ pathname }: URL): string | null {
  try {
    return decodeURIComponent(pathname).replace(/\/$/, '');
  } catch {
    return null;
  }
}
