import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankCall, BankPort } from '../../../src/bank/port.ts';
import { eventually } from '../local/eventually.ts';
import { type BankServer, json, openBankServer, refusalOf, secrets } from './bankServer.ts';

let bank: BankServer;
beforeAll(async () => {
  bank = await openBankServer();
});
afterAll(() => bank.close());

const call: BankCall = { secrets, psu: null };
const query = { accountId: '1', from: '2026-02-01', to: '2026-03-01' };
const page = (port: BankPort): Promise<unknown> => port.transactionsPage(call, query);
const patience = { headersMs: 60_000, bodyMs: 60_000, callMs: 60_000 };

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const startedAt = performance.now();
  return { result: await work(), ms: performance.now() - startedAt };
}

describe('D-14 deadlines', () => {
  const unavailable = { code: 'bank_unavailable', sent: true };

  test('D-14 no answer: the header deadline', async () => {
    bank.answer(() => {});
    const { result, ms } = await timed(() => refusalOf(page(bank.port({ ...patience, headersMs: 150 }))));
    expect(result).toEqual(unavailable);
    expect(ms).toBeLessThan(5_000);
  });

  test('D-14 a body that stops: the body deadline', async () => {
    bank.answer((_request, response) => void response.writeHead(200).write('{'));
    const { result, ms } = await timed(() => refusalOf(page(bank.port({ ...patience, bodyMs: 150 }))));
    expect(result).toEqual(unavailable);
    expect(ms).toBeLessThan(5_000);
  });

  test('D-14 a drip, which outlives the body deadline: the deadline of the whole call', async () => {
    let chunks = 0;
    bank.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => {
        chunks += 1;
        response.write(' ');
      }, 40);
      response.once('close', () => clearInterval(drip));
    });
    const { result, ms } = await timed(() => refusalOf(page(bank.port({ ...patience, bodyMs: 200, callMs: 600 }))));
    expect(result).toEqual(unavailable);
    expect(ms).toBeGreaterThan(400);
    expect(ms).toBeLessThan(5_000);
    expect(chunks).toBeGreaterThan(1);
  });

  test('A-7 nobody listens: not sent', async () => {
    const gone = await openBankServer();
    await gone.close();
    expect(await refusalOf(page(bank.port({}, { baseUrl: gone.url })))).toEqual({
      code: 'bank_unavailable',
      sent: false,
    });
  });

  test('D-14 a connection that the bank cuts', async () => {
    bank.answer((_request, response) => void response.destroy());
    expect(await refusalOf(page(bank.port()))).toEqual(unavailable);
  });

  test('the caller’s cancellation ends the call at once, with its own reason', async () => {
    let closed = false;
    bank.answer((_request, response) => void response.once('close', () => (closed = true)));
    const cancel = new AbortController();
    const asking = bank.port(patience).accounts({ ...call, signal: cancel.signal });
    const outcome = asking.catch((error: unknown) => error);
    await eventually('the bank is asked', () => bank.seen.length === 1);
    const reason = new Error('the run was cancelled');
    cancel.abort(reason);
    expect(await outcome).toBe(reason);
    await eventually('the connection is gone', () => closed);
  });

  test('a call that was cancelled before asks nobody', async () => {
    bank.answer((_request, response) => json(response, { accounts: [] }));
    const reason = new Error('cancelled');
    await expect(bank.port().accounts({ ...call, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(bank.seen).toEqual([]);
  });
});

describe('D-14, F8 sizes', () => {
  const chunk = Buffer.alloc(256 * 1024, 0x20);
  const tooLarge = { code: 'bank_contract_violation', sent: true, bankCode: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' };

  test.each([
    ['which says so', { 'content-length': String(200 * 1024 * 1024) }],
    ['which says nothing', {}],
  ])('F8 an answer of 200 MB, %s, is cut after 10 MB', async (_how, headers) => {
    let written = 0;
    bank.answer((_request, response) => {
      response.writeHead(200, headers);
      const more = (): void => {
        while (!response.destroyed && written < 200 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    });
    expect(await refusalOf(page(bank.port()))).toEqual({ ...tooLarge, code: 'page_unreadable' });
    expect(written).toBeLessThan(60 * 1024 * 1024); // ten, and what the sockets hold
  });

  test('D-14 an answer just within the limit is read', async () => {
    bank.answer((_request, response) => void response.end(`{"accounts":[]}`.padEnd(1_000)));
    expect(await bank.port({ maxBodyBytes: 1_000 }).accounts(call)).toEqual([]);
    expect(await refusalOf(bank.port({ maxBodyBytes: 999 }).accounts(call))).toEqual(tooLarge);
  });
});

describe('F7 answers with status 200 that are none', () => {
  const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  test.each([
    ['truncated JSON', '{"transactions":{"booked":[', 'NOT_JSON'],
    ['HTML', '<html>Vedlikehold</html>', 'NOT_JSON'],
    ['nothing', '', 'NOT_JSON'],
    ['nested 10,000 deep', nested, 'JSON_TOO_DEEP'],
    ['Latin-1', Buffer.from('{"æ":1}', 'latin1'), 'BAD_UTF8'],
    ['gzip that nobody asked for', gzipSync('{}'), 'BAD_UTF8'],
    ['another shape', '{"tppMessages":[]}', 'PAGE_SHAPE'],
  ])('D-16 %s', async (_what, body, bankCode) => {
    bank.answer((_request, response) => void response.writeHead(200).end(body));
    expect(await refusalOf(page(bank.port()))).toEqual({ code: 'page_unreadable', bankCode, sent: true });
  });

  test('F7 fewer bytes than announced', async () => {
    bank.answer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"transactions":{"booked":[]}}', () => response.destroy());
    });
    expect(await refusalOf(page(bank.port()))).toEqual({ code: 'bank_unavailable', sent: true });
  });

  test('F7 204', async () => {
    bank.answer((_request, response) => void response.writeHead(204).end());
    expect(await refusalOf(page(bank.port()))).toMatchObject({ code: 'page_unreadable', status: 204 });
  });

  test('F7 a byte order mark', async () => {
    bank.answer((_request, response) => void response.end('\ufeff{"transactions":{"booked":[]}}'));
    expect(await page(bank.port())).toMatchObject({ rows: 0, nextCursor: null });
  });

  test('I12 an adapter goes on after a hundred broken answers', async () => {
    const port = bank.port();
    bank.answer((_request, response, index) =>
      index % 2 === 0 ? void response.destroy() : void response.writeHead(200).end('{'),
    );
    for (let attempt = 0; attempt < 100; attempt += 1)
      expect((await refusalOf(page(port))).code).toBe(attempt % 2 === 0 ? 'page_unreadable' : 'bank_unavailable');
    bank.answer((_request, response) => json(response, { accounts: [] }));
    expect(await port.accounts(call)).toEqual([]);
  });
});
