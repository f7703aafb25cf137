import { timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { SimulatorSettings } from '../options.ts';

/** An error of the token endpoint (RFC 6749, 5.2). */
export function sendOauthError(response: Response, status: number, error: string, description: string): void {
  response.set('Cache-Control', 'no-store');
  if (status === 401) response.set('WWW-Authenticate', 'Basic realm="bank", charset="UTF-8"');
  response.status(status).json({ error, error_description: description });
}

/** `client_secret_basic`: both parts are form-encoded before they are joined (RFC 6749, 2.3.1). */
export function isOurClient(request: Request, { clientId, clientSecret }: SimulatorSettings): boolean {
  const [scheme, encoded] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return false;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return false;
  return decoded(pair.slice(0, colon)) === clientId && sameText(decoded(pair.slice(colon + 1)), clientSecret);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
