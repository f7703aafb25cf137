import { describe, expect, test } from '@jest/globals';
import { renderSummary, type Summary } from '../../../src/local/renderSummary.ts';

const demo = {
  clientId: 'client-1',
  connectionId: 'connection-1',
  accounts: 2,
  transactions: 431,
  newRows: 17,
  matched: 43,
  review: 9,
  unmatched: 379,
  openInvoices: 6,
  runStatus: 'complete',
  runUrl: 'http://127.0.0.1:8233/run',
};
const summary: Summary = {
  demo,
  apiUrl: 'http://127.0.0.1:8000',
  temporalUiUrl: 'http://127.0.0.1:8233',
  temporalVersion: '1.31.2',
  simulatorUrl: 'http://127.0.0.1:8090',
  key: 'the-demo-key',
  logsDir: '/data/logs',
  elapsedMs: 12_345,
};
/** The table as pairs of name and value. */
const pairsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name = '', value = ''] = /^ {2}( *\S.*?) {2,}(\S.*)$/.exec(line) ?? [];
      return name === '' ? [] : [[name.trim(), value]];
    }),
  );

describe('contract 1 what npm start prints in the end', () => {
  test('the counts, the addresses, the demo key, the time', () => {
    const text = renderSummary(summary);
    expect(pairsIn(text)).toEqual({
      accounts: '2',
      transactions: '431, 17 of them new in this run',
      matched: '43',
      'for review': '9',
      unmatched: '379',
      'invoices still open': '6',
      'last run': 'complete, http://127.0.0.1:8233/run',
      API: 'http://127.0.0.1:8000',
      'its documentation': 'http://127.0.0.1:8000/docs',
      'Temporal Web UI': 'http://127.0.0.1:8233 (server 1.31.2)',
      'bank simulator': 'http://127.0.0.1:8090',
      'API key': 'the-demo-key',
      logs: '/data/logs',
    });
    expect(text).toContain('Demo client client-1, connection connection-1');
    expect(text).toContain('Started in 12.3 s. Ctrl-C stops everything.');
  });

  test('nothing of a demo where there is none', () => {
    const text = renderSummary({ ...summary, demo: null });
    expect(Object.keys(pairsIn(text))).toEqual([
      'API',
      'its documentation',
      'Temporal Web UI',
      'bank simulator',
      'API key',
      'logs',
    ]);
    expect(text).not.toContain('Demo client');
  });

  test.each([
    ['no page of the run', { demo: { ...demo, runUrl: null } }, { 'last run': 'complete' }],
    ['no version', { temporalVersion: null }, { 'Temporal Web UI': 'http://127.0.0.1:8233' }],
  ])('%s', (_what, changes, expected) => {
    expect(pairsIn(renderSummary({ ...summary, ...changes }))).toMatchObject(expected);
  });

  test('no address of a part that was not started here', () => {
    const pairs = pairsIn(renderSummary({ ...summary, temporalUiUrl: null, simulatorUrl: null }));
    expect(pairs).not.toHaveProperty('Temporal Web UI');
    expect(pairs).not.toHaveProperty('bank simulator');
  });

  test('no line says null or undefined', () => {
    const bare = { demo: { ...demo, runUrl: null }, temporalUiUrl: null, temporalVersion: null, simulatorUrl: null };
    expect(renderSummary({ ...summary, ...bare })).not.toMatch(/null|undefined|NaN/);
  });
});
