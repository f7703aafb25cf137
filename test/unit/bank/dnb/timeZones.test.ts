import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Clock changes of Oslo and New York, the turn of the year, and days whose midnight does not exist in some zone. */
const days = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2026-12-31', '2027-01-01'];

const program = `
  import { defaultBankLimits } from './src/bank/bankLimits.ts';
  import { readPage } from './src/bank/dnb/readPage.ts';
  const booked = ${JSON.stringify(days)}.map((bookingDate) => ({
    bookingDate, valueDate: bookingDate, transactionAmount: { amount: '1.00', currency: 'NOK' },
  }));
  const read = readPage(Buffer.from(JSON.stringify({ transactions: { booked } })), defaultBankLimits);
  console.log(JSON.stringify(read.map(({ entry }) => [entry.bookingDate, entry.valueDate])));
`;

test.each(['UTC', 'Europe/Oslo', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
  'M17, Q28 a date of the bank stays that date on a machine in %s',
  (timeZone) => {
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: join(import.meta.dirname, '..', '..', '..', '..'),
      env: { ...process.env, TZ: timeZone },
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual(days.map((day) => [day, day]));
  },
);
