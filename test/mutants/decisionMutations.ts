import { inUnit, type Mutation } from './mutation.ts';

const matching = (name: string): string => `src/domain/matching/${name}.ts`;
const tests = (...names: readonly string[]) =>
  inUnit(...names.map((name) => `test/unit/domain/matching/${name}.test.ts`));

/** Mistakes in what the matcher decides (matching 12); those in what it learns are `matchingMutations`. */
export const decisionMutations: readonly Mutation[] = [
  {
    id: 'D1',
    mistake: 'no invoice is no explanation',
    edits: [
      {
        file: matching('hypotheses/noItem'),
        find: 'if (!ledger.isOwnAccount(payment.counterpartyAccount)) return [none];',
        replace: 'if (!ledger.isOwnAccount(payment.counterpartyAccount)) return [];',
      },
    ],
    tests: tests('hypotheses/kinds', 'decision/withheldBecause'),
  },
  {
    id: 'D2',
    mistake: 'chances are taken of the candidates, not of all that is open',
    edits: [
      {
        file: matching('comparison/amountChance'),
        find: 'Math.max(1, chances.openCount(side, currency))',
        replace: 'Math.max(1, chances.equalAmountCount(side, currency, amountMinor))',
      },
    ],
    tests: tests('comparison/amounts'),
  },
  {
    id: 'D3',
    mistake: 'explanations are not normalised over each other',
    edits: [
      {
        file: matching('model/posterior'),
        find: 'score === Number.NEGATIVE_INFINITY ? score : score - (others[index] ?? Number.NEGATIVE_INFINITY)',
        replace: 'score',
      },
    ],
    tests: tests('model/posterior', 'batch/competition'),
  },
  {
    id: 'D4',
    mistake: 'invoices that are paid already are left out',
    edits: [
      {
        file: matching('hypotheses/oneItemKind'),
        find: 'if (item.residualMinor === 0n) return kindOfClosed(payment, item);',
        replace: 'if (item.residualMinor === 0n) return null;',
      },
    ],
    tests: tests('hypotheses/kinds', 'batch/competition'),
  },
  {
    id: 'D5',
    mistake: 'a difference below 1 kr is an exact amount',
    edits: [
      {
        file: matching('hypotheses/oneItemKind'),
        find: "if (isRounding(differenceMinor, item.currency)) return 'rounding';",
        replace: "if (isRounding(differenceMinor, item.currency)) return 'single';",
      },
    ],
    tests: tests('hypotheses/kinds'),
  },
  {
    id: 'D6',
    mistake: 'of equal amounts the oldest is paid, without leave',
    edits: [
      {
        file: matching('decision/weighPayment'),
        find: 'answersOf(hypotheses, fifo)',
        replace: 'answersOf(hypotheses, true || fifo)',
      },
    ],
    tests: tests('batch/competition'),
  },
  {
    id: 'D7',
    mistake: 'one of several sets of invoices posts',
    edits: [
      {
        file: matching('decision/isAllowedForAuto'),
        find: "case 'subset':\n      return taken.solutions === 1;",
        replace: "case 'subset':\n      return true;",
      },
    ],
    tests: tests('hypotheses/kinds'),
  },
  {
    id: 'D8',
    mistake: 'a KID is right whatever is paid',
    edits: [
      {
        file: matching('hypotheses/oneItemKind'),
        find: "return differenceMinor < 0n ? 'partial' : 'over';",
        replace: "return 'single';",
      },
    ],
    tests: tests('hypotheses/kinds'),
  },
  {
    id: 'D9',
    mistake: 'a KID is a number: its leading zeros are nothing',
    edits: [
      {
        file: matching('references/kidForms'),
        find: "kid.replace(/\\s+/g, '');",
        replace: "kid.replace(/\\s+/g, '').replace(/^0+(?=.)/, '');",
      },
    ],
    tests: tests('references/references', 'ledger/references'),
  },
  {
    id: 'D10',
    mistake: 'of equal due dates the cap takes whichever come first',
    edits: [
      {
        file: matching('ledger/groupedPositions'),
        find: 'if (end - start > 1) positions.subarray(start, end).sort(compareIds);',
        replace: '',
      },
    ],
    tests: tests('ledger/candidates'),
  },
  {
    id: 'D11',
    mistake: 'a month is an invoice number',
    edits: [{ file: matching('references/citedNumbers'), find: ' && !isPeriod(token),', replace: ',' }],
    tests: tests('references/references'),
  },
  {
    id: 'D12',
    mistake: 'a number cited posts against a payer who owes this very amount',
    edits: [
      {
        file: matching('decision/withheldBecause'),
        find: "if (isOwedByOther(answer.taken, payment, ledger)) return 'other_payer';",
        replace: '',
      },
    ],
    tests: tests('decision/otherPayer'),
  },
  {
    id: 'D13',
    mistake: 'a sum post that a person undid is posted again',
    edits: [
      {
        file: matching('batch/withoutVetoedSets'),
        find: 'vetoedSets(paymentId, [...itemIds].toSorted())',
        replace: 'itemIds.size === 0 && vetoedSets(paymentId, [])',
      },
    ],
    tests: tests('batch/sumPosts'),
  },
  {
    id: 'D14',
    mistake: 'the ceiling is for each line of a sum post',
    edits: [
      {
        file: matching('hypotheses/paymentLines'),
        find: 'sumPostMinor: payment.amountMinor,',
        replace: 'sumPostMinor: line.amountMinor,',
      },
    ],
    tests: tests('batch/sumPosts'),
  },
  {
    id: 'D15',
    mistake: 'the ceiling is for money in alone',
    edits: [
      {
        file: matching('decision/withheldBecause'),
        find: ' && -sumPostMinor <= maxAutoAmountMinor',
        replace: '',
      },
    ],
    tests: tests('decision/withheldBecause'),
  },
  {
    id: 'D16',
    mistake: 'a certificate of the amount alone posts in a small ledger',
    edits: [
      {
        file: matching('decision/withheldBecause'),
        find: "if (isBeyondLabels(certificate, payment, ledger)) return 'not_certified';",
        replace: '',
      },
    ],
    tests: tests('batch/smallLedgers'),
  },
  {
    id: 'D17',
    mistake: 'what a person answered otherwise is written as posted',
    edits: [
      {
        file: matching('learning/decideAndLearn'),
        find: "if (decision.decision !== 'auto' || ",
        replace: "if (decision.decision === 'auto' || ",
      },
    ],
    tests: tests('learning/decideAndLearn'),
  },
];
