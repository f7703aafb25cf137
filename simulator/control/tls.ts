import type { RequestHandler } from 'express';
import type { SimulatorContext } from '../context.ts';
import { sendControlError } from './controlError.ts';

/** `GET /control/tls`: where https is spoken, and the files with which a caller is let in. */
export const getTls =
  ({ addresses }: SimulatorContext): RequestHandler =>
  (_request, response) => {
    const { tls } = addresses;
    if (tls === null) return sendControlError(response, 404, 'this bank speaks plain http only');
    response.json({ url: tls.url, ca_file: tls.caFile, cert_file: tls.certFile, key_file: tls.keyFile });
  };
