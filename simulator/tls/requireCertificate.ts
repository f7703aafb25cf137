import { TLSSocket } from 'node:tls';
import type { RequestHandler } from 'express';
import { sendTppError } from '../data/tppError.ts';

/**
 * On the https listener: who comes without a certificate of the authority's is refused, as a bank refuses who has no
 * QWAC. Over plain http nobody is asked.
 */
export const requireCertificate: RequestHandler = (request, response, next) => {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || socket.authorized) return next();
  const hasOne = socket.getPeerX509Certificate() !== undefined;
  sendTppError(response, `${request.baseUrl}${request.path}`, {
    status: 401,
    code: hasOne ? 'CERTIFICATE_INVALID' : 'CERTIFICATE_MISSING',
    text: hasOne ? 'The certificate is of another authority.' : 'A client certificate is required.',
  });
};
