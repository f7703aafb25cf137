import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createLogger } from '../../src/logger.ts';

function logged(fields: Record<string, unknown>): { line: Record<string, unknown>; text: string } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  createLogger({ level: 'info', service: 'test' }, stream).info(fields, 'happened');
  const [text = ''] = lines;
  return { line: z.record(z.string(), z.unknown()).parse(JSON.parse(text)), text };
}

describe('createLogger', () => {
  test('E-4 a line has its time, level, service and a constant text', () => {
    expect(logged({ route: '/x' }).line).toEqual({
      ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      service: 'test',
      route: '/x',
      msg: 'happened',
    });
  });

  test('E-4 the code of an error is told, with the codes of its causes', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET' });
    const err = Object.assign(new RangeError('outer', { cause }), { code: 'database_unavailable' });
    expect(logged({ err }).line['err']).toMatchObject({
      class: 'RangeError',
      code: 'database_unavailable',
      cause: { class: 'Error', code: 'ECONNRESET' },
    });
  });

  test.each(['{"code":c0de}', 'c0de', '[1, c0de]'])(
    'B-15 JSON.parse quotes what it could not read, the log does not: %s',
    (json) => {
      const parse = (): unknown => JSON.parse(json);
      expect(parse).toThrow(/c0de/);
      try {
        parse();
      } catch (cause) {
        const { line, text } = logged({ err: new Error('outer', { cause }) });
        expect(text).not.toContain('c0de');
        expect(line['err']).toMatchObject({ cause: { class: 'SyntaxError', stack: expect.stringContaining('at ') } });
      }
    },
  );

  test.each(['authorization', 'code', 'state', 'access_token', 'iban'])(
    'B-15 %s is redacted, on top and below',
    (field) => {
      const { text } = logged({ [field]: 'canary-1', inner: { [field]: 'canary-2' }, err: { [field]: 'canary-3' } });
      expect(text).not.toContain('canary');
    },
  );

  test('B-15 what drivers hang on their errors stays out', () => {
    const err = Object.assign(new Error('failed'), { query: 'select canary', body: 'canary', code: '23505' });
    expect(logged({ err }).text).not.toContain('canary');
  });

  test.each(['konto 12345678903 her', 'NO9386011117947'])(
    'B-15 a personal number within a text is redacted: %s',
    (text) => {
      expect(logged({ note: text }).text).not.toMatch(/\d{11}/);
    },
  );
});
