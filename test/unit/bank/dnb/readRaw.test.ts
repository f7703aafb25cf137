import { expect, test } from '@jest/globals';
import { defaultBankLimits } from '../../../../src/bank/bankLimits.ts';
import { readPage, readRaw } from '../../../../src/bank/dnb/readPage.ts';

const row =
  '{"transactionAmount":{"amount":"-1.00","currency":"NOK"}, "bookingDate":"2026-11-15","x":1.50,"2":"two","1":"one","b":1,"b":true,"u":"\\u00e5"}';
const page = (text: string): Uint8Array => Buffer.from(text);

test('C-19 a row is given as received: numbers, the order of its members, escapes, members that come twice', () => {
  const body = page(`\ufeff{"account":{},"transactions":{"pending":[0],"booked":[ {"amount":1} , ${row} ]}}`);
  expect(readPage(body, defaultBankLimits)).toMatchObject([{ kind: 'unreadable' }, { kind: 'booked', position: 1 }]);
  expect(readRaw(body, 0, defaultBankLimits)).toBe('{"amount":1}');
  expect(readRaw(body, 1, defaultBankLimits)).toBe(row);
  expect(readRaw(body, 2, defaultBankLimits)).toBeNull();
});

test('a page without booked rows has none to give', () => {
  expect(readRaw(page('{"transactions":{}}'), 0, defaultBankLimits)).toBeNull();
});
