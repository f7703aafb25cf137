import { errorCodes } from '../contracts/errorCodes.ts';
import type { ApiProblem } from './problem.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (mark) => escapes[mark] ?? mark);

/** Self-contained, and without style: the answer's policy loads nothing (A-6). Nothing of the person is on it. */
const page = (title: string, paragraphs: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
</body>
</html>
`;

/** Shown where initiate was given no return URL. */
export const callbackPage = page('The bank has granted access', [
  'Go back to your accounting system and choose the accounts to connect.',
  'Access that nobody connects within ten minutes is revoked by itself.',
]);

export const callbackFailedPage = ({ code, detail }: ApiProblem): string => {
  const { title, hint } = errorCodes[code];
  return page(title, [detail ?? hint, 'You can go back to your accounting system and start again.']);
};
