import { escapeHtml } from './escapeHtml.ts';

export type MailLocale = 'nb' | 'en';

/** What a mail says, before it is laid out. All of it is text, never markup. */
export interface MailContent {
  readonly locale: MailLocale;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** An http or https address; another one is left out. */
  readonly link: { readonly label: string; readonly url: string } | null;
}

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const isWebAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

const footers: Readonly<Record<MailLocale, string>> = {
  nb: 'Denne e-posten ble sendt automatisk av banksynkroniseringen i regnskapssystemet. Mottakerne bestemmes der.',
  en: 'This mail was sent automatically by the bank synchronisation of the accounting system. Its recipients are chosen there.',
};

/**
 * The plain and the HTML form of a mail, with the same words. The HTML fetches nothing from anywhere and leaves colours to
 * the reader's program, light or dark.
 */
export function renderMail({ locale, subject, paragraphs, link: wanted }: MailContent): MailText {
  const link = wanted !== null && isWebAddress(wanted.url) ? wanted : null;
  const footer = footers[locale];
  const text = [
    ...paragraphs,
    ...(link === null ? [] : [`${link.label}:\n${link.url}`]),
    // The line that mail programs know a signature by.
    `-- \n${footer}`,
  ].join('\n\n');
  const html = [
    '<!doctype html>',
    `<html lang="${locale}">`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:1em">',
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(link === null ? [] : [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`]),
    `<p style="font-size:13px;opacity:0.75">${escapeHtml(footer)}</p>`,
    '</body></html>',
  ].join('\n');
  return { subject, text: `${text}\n`, html: `${html}\n` };
}
