import type { DemoResult } from './demo.ts';

export interface Summary {
  readonly demo: DemoResult | null;
  readonly apiUrl: string;
  readonly temporalUiUrl: string | null;
  readonly temporalVersion: string | null;
  readonly simulatorUrl: string | null;
  readonly key: string;
  readonly logsDir: string;
  readonly elapsedMs: number;
}

const table = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([name, value]) => `  ${name.padEnd(22)} ${value}\n`).join('');

/** What `npm start` shows in the end: the counts, the addresses, the demo key. */
export function renderSummary(summary: Summary): string {
  const { demo } = summary;
  const counts =
    demo === null
      ? ''
      : `\nDemo client ${demo.clientId}, connection ${demo.connectionId}\n\n${table([
          ['accounts', String(demo.accounts)],
          ['transactions', `${demo.transactions}, ${demo.newRows} of them new in this run`],
          ['  matched', String(demo.matched)],
          ['  for review', String(demo.review)],
          ['  unmatched', String(demo.unmatched)],
          ['invoices still open', String(demo.openInvoices)],
          ['last run', `${demo.runStatus}${demo.runUrl === null ? '' : `, ${demo.runUrl}`}`],
        ])}`;
  const addresses: (readonly [string, string])[] = [
    ['API', summary.apiUrl],
    ['its documentation', `${summary.apiUrl}/docs`],
    ...(summary.temporalUiUrl === null
      ? []
      : [
          [
            'Temporal Web UI',
            `${summary.temporalUiUrl}${summary.temporalVersion === null ? '' : ` (server ${summary.temporalVersion})`}`,
          ] as const,
        ]),
    ...(summary.simulatorUrl === null ? [] : [['bank simulator', summary.simulatorUrl] as const]),
    ['API key', summary.key],
    ['logs', summary.logsDir],
  ];
  return `${counts}\n${table(addresses)}\nStarted in ${(summary.elapsedMs / 1000).toFixed(1)} s. Ctrl-C stops everything.\n`;
}
