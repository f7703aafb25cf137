import type { RequestHandler } from 'express';
import { sendControlError } from './controlError.ts';

const loopbackPeer = /^(127\.|::1$|::ffff:127\.)/;
const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Peers of this machine only; and no web page that a person has open here, by whatever name it reaches us. */
export const loopbackOnly: RequestHandler = (request, response, next) => {
  const host = request.get('host') ?? '';
  const origin = request.get('origin');
  const isOwnPage = origin === undefined || origin === `http://${host}`;
  if (loopbackPeer.test(request.socket.remoteAddress ?? '') && loopbackName.test(host) && isOwnPage) return next();
  sendControlError(response, 403, 'the control API answers programs of this machine only');
};
