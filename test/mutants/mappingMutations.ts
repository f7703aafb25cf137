import { inModel, inUnit, type Mutation } from './mutation.ts';

const ledger = (name: string): string => `src/domain/ledger/${name}.ts`;

/** More mistakes in the decisions and in what is read from a page. */
export const mappingMutations: readonly Mutation[] = [
  {
    id: 'M14',
    mistake: 'pending rows are counted',
    edits: [
      {
        file: 'src/bank/dnb/readPage.ts',
        find: '  return transactions.booked.map((row, position) => {',
        replace: '  return [...transactions.booked, ...transactions.pending].map((row, position) => {',
      },
    ],
    tests: inUnit('test/unit/bank/dnb/dnbRows.test.ts'),
  },
  {
    id: 'M15',
    mistake: 'amounts are floating-point numbers',
    edits: [
      {
        file: 'src/domain/money.ts',
        find: `  const magnitude = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));`,
        replace:
          '  const magnitude = BigInt(Math.round(Number(`${whole}.${fraction.slice(0, decimals)}`) * 10 ** decimals));',
      },
    ],
    tests: inUnit('test/unit/domain/money.test.ts', 'test/unit/domain/balanceCheck.test.ts'),
  },
  {
    id: 'M16a',
    mistake: 'the sign is taken from the parties',
    edits: [
      {
        file: 'src/bank/dnb/mapping.ts',
        find: '  const { amountMinor } = parsedAmount;',
        replace: `  const magnitude = parsedAmount.amountMinor < 0n ? -parsedAmount.amountMinor : parsedAmount.amountMinor;
  const amountMinor = row.creditorName !== null && row.debtorName === null ? -magnitude : magnitude;`,
      },
    ],
    tests: inUnit('test/unit/bank/dnb/dnbRows.test.ts', 'test/unit/bank/dnb/rowQuirks.test.ts'),
  },
  {
    id: 'M16b',
    mistake: 'the sign is lost',
    edits: [
      {
        file: 'src/domain/money.ts',
        find: `amountMinor: sign === '-' ? -magnitude : magnitude };`,
        replace: `amountMinor: sign === '-' ? magnitude : magnitude };`,
      },
    ],
    tests: inUnit('test/unit/domain/money.test.ts'),
  },
  {
    id: 'M16c',
    mistake: 'sign and currency are not in the key of the bucket',
    edits: [
      {
        file: ledger('bucket'),
        find: '  `${bookingDate}|${amountMinor}|${currency}`;',
        replace: '  `${bookingDate}|${amountMinor < 0n ? -amountMinor : amountMinor}|${currency.length}`;',
      },
    ],
    tests: inModel('planMerge'),
  },
  {
    id: 'M17a',
    mistake: 'a booking date moves with the time zone of the machine',
    edits: [
      {
        file: 'src/bank/dnb/mapping.ts',
        find: '  const bookingDate = parseCalendarDate(row.bookingDate);',
        replace:
          '  const bookingDate = parseCalendarDate(row.bookingDate) && parseCalendarDate(new Date(`${row.bookingDate}T00:00`).toISOString().slice(0, 10));',
      },
    ],
    tests: inUnit('test/unit/bank/dnb/timeZones.test.ts'),
  },
  {
    id: 'M17b',
    mistake: 'the bank’s day is a day of UTC',
    edits: [
      {
        file: 'src/domain/calendarDate.ts',
        find: 'wallClockAt(nowMs, timeZone);',
        replace: `wallClockAt(nowMs, timeZone && 'UTC');`,
      },
    ],
    tests: inUnit('test/unit/domain/calendarDate.test.ts'),
  },
  {
    id: 'M19',
    mistake: 'the next window begins at the last covered day',
    edits: [
      {
        file: ledger('windows'),
        find: 'addDays(minDate(highWaterDate, today), -overlapDays)',
        replace: 'addDays(minDate(highWaterDate, today), overlapDays - overlapDays)',
      },
    ],
    tests: inModel('windows', 'runWindow'),
  },
  {
    id: 'M20',
    mistake: 'the slot of a withdrawn row is used again',
    edits: [
      {
        file: ledger('planBucket'),
        find: '    firstFreeSlot: stored.reduce(',
        replace: '    firstFreeSlot: live.reduce(',
      },
    ],
    tests: inModel('planMerge', 'shrinkage'),
  },
  {
    id: 'M21',
    mistake: 'pages are taken as equal by their first row',
    edits: [
      {
        file: ledger('pageOverlap'),
        find: '  if (page.length === 0 || before.length === 0) return 0;',
        replace: `  if (page.length === 0 || before.length === 0) return 0;
  if (before.includes(page[0] ?? '')) return page.length;`,
      },
    ],
    tests: inModel('snapshot'),
  },
  {
    id: 'M22',
    mistake: 'a dissimilar pair keeps its match in silence',
    edits: [
      {
        file: ledger('planDraft'),
        find: `    if (isTold) tasks.push(taskOf('row_changed_after_match', row));`,
        replace: '    void isTold;',
      },
    ],
    tests: inModel('corrections'),
  },
  {
    id: 'M25',
    mistake: 'the digest of an unsettled date is written',
    edits: [
      {
        file: ledger('planDraft'),
        find: '        !unsettled.has(date) && !rereadDates',
        replace: '        !rereadDates',
      },
    ],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M26',
    mistake: 'a date with an unreadable entry shrinks',
    edits: [
      {
        file: ledger('shrinkage'),
        find: `  return input.hasUndatedQuarantine || input.quarantinedDates.has(date) ? 'quarantined' : 'yes';`,
        replace: `  return 'yes';`,
      },
    ],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M27',
    mistake: 'an empty answer confirms a withdrawal',
    edits: [
      {
        file: ledger('rereadEvidence'),
        find: `  return shows(targetDate) ? 'count' : 'nothing';`,
        replace: `  return shows(targetDate) ? 'count' : 'absence';`,
      },
    ],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M28',
    mistake: 'T2 and T3 pair across a hard conflict',
    edits: [
      {
        file: ledger('textEnrichment'),
        find: '    differ(a.counterpartyAccount, b.counterpartyAccount) || differ(a.kid, b.kid) || differ(a.endToEndId, b.endToEndId)',
        replace: '    differ(null, a.kid) && differ(null, b.kid) && false',
      },
    ],
    tests: inModel('planMerge'),
  },
  {
    id: 'M29',
    mistake: 'every date that two pages share is left out',
    edits: [
      {
        file: ledger('snapshot'),
        find: '      const ids = provenIds(item.entry, now);',
        replace: `      const ids = provenIds(item.entry, now);
      if (recent.at(-1)?.some((key) => key.startsWith(item.entry.bookingDate)) === true) continue;`,
      },
    ],
    tests: inModel('snapshot'),
  },
];
