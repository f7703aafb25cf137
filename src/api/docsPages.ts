import { errorCodes } from '../contracts/errorCodes.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => escapes[mark] ?? mark);
/** `code` marks of the table's texts. */
const prose = (text: string): string => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;

/** `/docs`: everything it loads comes from this server. */
export const docsPage = page(
  'Kontosync API',
  '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">',
  `<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script>`,
);

/** A file of its own: the page allows no inline script. `validatorUrl: null`: nothing is sent to anybody for checking. */
export const docsScript = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

export const errorsStyle = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid #ccc; }
:target { background: #ffd; }
`;

const rows = Object.entries(errorCodes)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([code, entry]) => `<tr id="${code}"><td><code>${code}</code></td><td>${entry.status}</td>
<td>${entry.act ?? ''}</td><td>${entry.retryable ? 'yes' : 'no'}</td>
<td><strong>${prose(entry.title)}.</strong> ${prose(entry.hint)}</td></tr>`,
  );

/** `/docs/errors`: the table of the code, nothing else (S-17). */
export const errorsPage = page(
  'Kontosync errors',
  '<link rel="stylesheet" href="/docs/assets/errors.css">',
  `<h1>Errors</h1>
<p>The member <code>code</code> of a problem is one of these. <code>act</code> says who must do something: the
<em>user</em> at the bank, the <em>bank</em>, or an <em>operator</em> of this service.</p>
<table>
<thead><tr><th>Code</th><th>Status</th><th>Act</th><th>Retry</th><th>What it means and what to do</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
);
