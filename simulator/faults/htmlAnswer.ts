import type { Response } from 'express';

/** What a gateway in front of a bank says: a page for people where a program asked. */
export function sendHtml(response: Response, status: number, title: string, text: string): void {
  response
    .status(status)
    .type('html')
    .send(`<!doctype html><html lang="no"><head><title>${title}</title></head><body><h1>${text}</h1></body></html>`);
}
