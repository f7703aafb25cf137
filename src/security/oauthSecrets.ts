import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto';

/** 256 random bits. The database finds an attempt by `hashState`; the state itself is stored encrypted only. */
export const newState = (): string => randomBytes(32).toString('base64url');

/** `SHA-256(state)`: a dump holds no usable state. */
export const hashState = (state: string): Buffer => createHash('sha256').update(state).digest();

/** RFC 7636, 4.1: 43 characters from 32 random bytes. */
export const newCodeVerifier = (): string => randomBytes(32).toString('base64url');

/** RFC 7636, 4.2: `BASE64URL(SHA256(verifier))`, method `S256`. */
export const codeChallenge = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** What proves at `/connect` that the caller holds the code. Key: `keyring.keyFor('oauth-code')`. */
export const hmacOfCode = (key: KeyObject, code: string): Buffer => createHmac('sha256', key).update(code).digest();

/** A one-time code of our own making, for return URLs. */
export const newOneTimeCode = (): string => randomBytes(32).toString('base64url');
