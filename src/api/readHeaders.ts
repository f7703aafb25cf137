import { isUtf8 } from 'node:buffer';
import { isIP } from 'node:net';
import type { Request } from 'express';
import type { RequestFacts } from './defineRoute.ts';
import { ApiProblem, invalidRequest } from './problem.ts';

const maxUrlLength = 8 * 1024;

function limited(request: Request, name: string, maxLength: number): string | null {
  const value = request.get(name);
  if (value === undefined || value === '') return null;
  if (value.length > maxLength) throw invalidRequest([{ path: name, message: `at most ${maxLength} characters` }]);
  return value;
}

function personPresent(request: Request): RequestFacts['psu'] {
  const ipAddress = limited(request, 'PSU-IP-Address', 45);
  if (ipAddress === null) return null;
  if (isIP(ipAddress) === 0) throw invalidRequest([{ path: 'PSU-IP-Address', message: 'an IPv4 or IPv6 address' }]);
  return { ipAddress, userAgent: limited(request, 'PSU-User-Agent', 512) };
}

/** Characters that nobody sees: with them one id can look like another, in the queue and in the audit trail. */
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** The ERP's id of the person who acts. HTTP hands on bytes as Latin-1; programs send UTF-8 (RFC 9110, 5.5). */
function actingUser(request: Request): string | null {
  const name = 'Kontosync-User';
  const bytes = Buffer.from(limited(request, name, 512) ?? '', 'latin1');
  const user = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').trim();
  if (user.length > 128) throw invalidRequest([{ path: name, message: 'at most 128 characters' }]);
  if (unseen.test(user)) throw invalidRequest([{ path: name, message: 'no control or format characters' }]);
  return user === '' ? null : user;
}

/** The request headers of contract 3. Throws 422 where one has not its form. */
export const readHeaders = (
  request: Request,
): Pick<RequestFacts, 'psu' | 'kontosyncUser' | 'idempotencyKey' | 'preferAsync' | 'acceptsHtml'> => ({
  psu: personPresent(request),
  kontosyncUser: actingUser(request),
  idempotencyKey: limited(request, 'Idempotency-Key', 255),
  // RFC 7240: `Prefer: respond-async, wait=10`
  preferAsync: /(^|,)\s*respond-async\s*(,|;|$)/i.test(request.get('prefer') ?? ''),
  acceptsHtml: request.accepts(['json', 'html']) === 'html',
});

/** Query parameters as text, each at most once (C-11). Throws 400 and 422. */
export function readQuery(request: Request): Record<string, string> {
  if (request.originalUrl.length > maxUrlLength)
    throw invalidRequest([{ path: 'query', message: `an address of at most ${maxUrlLength} characters` }]);
  const start = request.originalUrl.indexOf('?');
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(start === -1 ? '' : request.originalUrl.slice(start + 1))) {
    if (query.has(name))
      throw new ApiProblem('duplicate_parameter', { extras: { errors: [{ path: name, message: 'given twice' }] } });
    if (name === '__proto__') throw invalidRequest([{ path: name, message: 'this name is not allowed' }]);
    query.set(name, value);
  }
  return Object.fromEntries(query);
}
