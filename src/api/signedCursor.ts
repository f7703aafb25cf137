import { createHmac, type KeyObject } from 'node:crypto';
import { constantTimeEqual } from '../security/constantTime.ts';
import type { Keyring } from '../security/keyring.ts';
import type { AnyReply, Route } from './defineRoute.ts';
import { invalidRequest } from './problem.ts';
import type { StoredReply } from './reply.ts';

const signatureBytes = 16;

const signatureOf = (key: KeyObject, { path }: Route, text: string): string =>
  createHmac('sha256', key).update(`${path}\n${text}`).digest().subarray(0, signatureBytes).toString('base64url');

/**
 * The query with its cursor's signature taken off (C-14). Every configured secret is tried, so a rotation breaks no walk
 * through a list. Throws 422 for a cursor that is not of this list, was altered, or is of a secret that is gone.
 */
export function openCursor(
  keyring: Keyring,
  route: Route,
  query: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { cursor: signed } = query;
  if (signed === undefined || route.hasLastingCursor) return query;
  const at = signed.lastIndexOf('.');
  const [text, signature] = [signed.slice(0, Math.max(0, at)), signed.slice(at + 1)];
  const isOurs = keyring.keyIds.some((keyId) =>
    constantTimeEqual(signatureOf(keyring.keyFor('cursor', keyId), route, text), signature),
  );
  if (!isOurs) throw invalidRequest([{ path: 'cursor', message: 'not a cursor of this list' }]);
  return { ...query, cursor: text };
}

const hasCursor = (body: unknown): body is { readonly next_cursor: string } =>
  typeof body === 'object' && body !== null && 'next_cursor' in body && typeof body.next_cursor === 'string';

/** The answer with its `next_cursor` signed by `SECRET_KEY`. */
export function sealCursor(keyring: Keyring, route: Route, answer: AnyReply | StoredReply): AnyReply | StoredReply {
  if (answer.kind !== 'json' || route.hasLastingCursor || !hasCursor(answer.body)) return answer;
  const text = answer.body.next_cursor;
  const next_cursor = `${text}.${signatureOf(keyring.keyFor('cursor'), route, text)}`;
  return { ...answer, body: { ...answer.body, next_cursor } };
}
