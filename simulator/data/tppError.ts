import type { Response } from 'express';

/** A refusal in the standard's form. DNB's own codes are numbers (bank A.5). */
export interface TppError {
  readonly status: number;
  readonly code: string | number;
  readonly text: string;
}

export function sendTppError(response: Response, path: string, { status, code, text }: TppError): void {
  response.status(status).json({ tppMessages: [{ category: 'ERROR', code, path, text }] });
}

export const formatError = (text: string): TppError => ({ status: 400, code: 'FORMAT_ERROR', text });
export const accessExceeded: TppError = {
  status: 429,
  code: 'ACCESS_EXCEEDED',
  text: 'The number of reads without a person present is used up for today.',
};
export const notFound: TppError = { status: 404, code: 17, text: 'Not found.' };
