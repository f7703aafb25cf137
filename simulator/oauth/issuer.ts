import type { Request } from 'express';

/** This server as the caller names it: metadata must be found under the address that was asked (RFC 8414, 3.3). */
export const issuerOf = (request: Request): string => `${request.protocol}://${request.get('host') ?? 'localhost'}`;
