import { randomBytes } from 'node:crypto';
import type { Response } from 'express';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that needs no more escaping. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Piece = string | number | Html | readonly Html[];

const write = (piece: Piece): string => {
  if (piece instanceof Html) return piece.markup;
  if (typeof piece === 'string' || typeof piece === 'number')
    return String(piece).replace(/[&<>"']/g, (found) => escapes[found] ?? found);
  return piece.map(({ markup }) => markup).join('');
};

/** Template tag: what is put in is escaped, unless it is markup. */
export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(parts.map((part, at) => part + (at < pieces.length ? write(pieces[at] ?? '') : '')).join(''));

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#eef3f2;color:#10302f}
main{max-width:34rem;margin:3rem auto;background:#fff;padding:2rem;border-radius:.75rem;box-shadow:0 1px 6px #0002}main.wide{max-width:60rem}
h1{font-size:1.4rem;margin-top:0}.note{background:#fff6d8;color:#4a3b00;padding:.5rem .75rem;border-radius:.4rem}.error{color:#a40e26;font-weight:600}
label{display:block;margin:.5rem 0}input[type=text]{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}
button{font:inherit;padding:.6rem 1.2rem;border-radius:.4rem;border:1px solid #007272;background:#007272;color:#fff;cursor:pointer}
button.second{background:transparent;color:#007272}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem .3rem 0;vertical-align:top}
code{font-family:ui-monospace,monospace}@media(prefers-color-scheme:dark){body{background:#0b1f1f;color:#dcebea}main{background:#122b2b}button.second{color:#6fd0cb;border-color:#6fd0cb}}`;

export interface Page {
  readonly language: string;
  readonly title: string;
  readonly body: Html;
  readonly wide?: boolean;
  readonly status?: number;
}

/** A whole page: nothing from elsewhere, no script. */
export function sendPage(response: Response, { language, title, body, wide = false, status = 200 }: Page): void {
  const nonce = randomBytes(16).toString('base64');
  response
    .status(status)
    .set({
      // Browsers hold every hop of a form's redirects to form-action, and the client may send the person on.
      'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'`,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
    .type('html')
    .send(
      html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style nonce="${nonce}">${new Html(style)}</style></head><body><main${new Html(wide ? ' class="wide"' : '')}>${body}</main></body></html>`
        .markup,
    );
}
