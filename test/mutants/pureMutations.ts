import { inModel, inUnit, type Mutation } from './mutation.ts';

const ledger = (name: string): string => `src/domain/ledger/${name}.ts`;

/** Mistakes in the decisions: no database is needed to see them. */
export const pureMutations: readonly Mutation[] = [
  {
    id: 'M1',
    mistake: 'no date is read alone before a withdrawal',
    edits: [
      {
        file: ledger('shrinkage'),
        find: `if (shown.provesAbsence) return { reason: 'absent_again'`,
        replace: `if (missesBeforeEnd > 0) return { reason: 'absent_again'`,
      },
    ],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M2',
    mistake: 'the text is in the key of the bucket',
    edits: [
      {
        file: ledger('bucket'),
        find: 'export const bucketKey = ({ bookingDate, amountMinor, currency }: Bucketed): string =>\n  `${bookingDate}|${amountMinor}|${currency}`;',
        replace:
          'export const bucketKey = ({ bookingDate, amountMinor, currency, details }: Bucketed & { details?: { text: string } }): string =>\n  `${bookingDate}|${amountMinor}|${currency}|${details?.text}`;',
      },
    ],
    tests: inModel('planMerge'),
  },
  {
    id: 'M3',
    mistake: 'equal entries of a read collapse into one',
    edits: [
      {
        file: ledger('snapshot'),
        find: '      if (ids.some((id) => seenIds.has(id))) {',
        replace:
          '      if (ids.some((id) => seenIds.has(id)) || entries.some((one) => contentKey(one) === contentKey(item))) {',
      },
    ],
    tests: inModel('snapshot'),
  },
  {
    id: 'M4',
    mistake: 'nothing is ever withdrawn',
    edits: [
      {
        file: ledger('planDraft'),
        find: `    endings.push({ storedId: row.id, status: 'withdrawn', replacedBy: null, reason });`,
        replace: '    void reason;',
      },
    ],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M5',
    mistake: 'withdrawn at the first miss',
    edits: [{ file: ledger('shrinkage'), find: 'const missesBeforeEnd = 2;', replace: 'const missesBeforeEnd = 1;' }],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M6',
    mistake: 'only dates that the answer shows are looked at',
    edits: [
      {
        file: ledger('planMerge'),
        find: 'input.stored.filter(({ bookingDate }) => !input.skippedDates.has(bookingDate)),',
        replace:
          'input.stored.filter(({ bookingDate }) => input.snapshot.entries.some(({ entry }) => entry.bookingDate === bookingDate)),',
      },
    ],
    tests: inModel('shrinkage'),
  },
  {
    id: 'M7',
    mistake: 'rows are paired by equal content alone',
    edits: [
      {
        file: ledger('pairBucket'),
        find: '  const changed = pairChanged(t1);',
        replace: '  const changed = { rows: t1.rows, entries: t1.entries, pairs: [] as readonly RowPair[] };',
      },
    ],
    tests: inModel('planMerge'),
  },
  {
    id: 'M12',
    mistake: 'an id is trusted though date or amount have changed',
    edits: [
      {
        file: ledger('planMerge'),
        find: '  const demotions = demotionsByRows(given.snapshot.entries, given.stored, given.policies);',
        replace: `  const demotions: ReturnType<typeof demotionsByRows> = [];
  const trusting = given.snapshot.entries.map((item) => {
    const ids = provenIds(item.entry, given.policies);
    const owner = given.stored.find(({ status, knownIds }) => status === 'booked' && ids.some((id) => knownIds.includes(id)));
    return owner === undefined ? item : { ...item, entry: { ...item.entry, bookingDate: owner.bookingDate, amountMinor: owner.amountMinor } };
  });
  given = { ...given, snapshot: { ...given.snapshot, entries: trusting, doubtful: new Set() } };`,
      },
      {
        file: ledger('planMerge'),
        find: `import { bankIdFields, demoted, type IdPolicies } from './idPolicy.ts';`,
        replace: `import { bankIdFields, demoted, type IdPolicies, provenIds } from './idPolicy.ts';`,
      },
    ],
    tests: inModel('snapshot'),
  },
  {
    id: 'M13a',
    mistake: 'a placeholder counts as an id',
    edits: [
      {
        file: 'src/bank/dnb/mapping.ts',
        find: 'id !== null && !placeholder.test(id.trim());',
        replace: 'id !== null;',
      },
    ],
    tests: inUnit('test/unit/bank/dnb/rowQuirks.test.ts'),
  },
  {
    id: 'M13b',
    mistake: 'a blank id is no evidence against ids',
    edits: [
      {
        file: ledger('demotions'),
        find: `      if (id === undefined) return 'blank';`,
        replace: '      if (id === undefined) continue;',
      },
    ],
    tests: inModel('snapshot'),
  },
];
