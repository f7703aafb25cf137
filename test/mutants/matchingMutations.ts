import { inUnit, type Mutation } from './mutation.ts';

const learning = (name: string): string => `src/domain/matching/learning/${name}.ts`;
const certification = (name: string): string => `src/domain/matching/certification/${name}.ts`;
const tests = (...names: readonly string[]) =>
  inUnit(...names.map((name) => `test/unit/domain/matching/${name}.test.ts`));

/** Mistakes in what the matcher learns and is certified by (matching 12). */
export const matchingMutations: readonly Mutation[] = [
  {
    id: 'L1',
    mistake: 'an alias is strong after one click',
    edits: [
      {
        file: learning('aliases'),
        find: 'confirmations - rejections >= 2',
        replace: 'confirmations - rejections >= 1',
      },
    ],
    tests: tests('learning/aliases'),
  },
  {
    id: 'L2',
    mistake: 'an auto teaches as much as a person',
    edits: [{ file: learning('labels'), find: 'const agedWeight = 0.2;', replace: 'const agedWeight = 1;' }],
    tests: tests('learning/replayLog'),
  },
  {
    id: 'L3',
    mistake: 'labels that certify are taken from whatever a person looked at',
    edits: [{ file: learning('labels'), find: 'action.proposal?.isUnbiased === true', replace: 'action.proposal' }],
    tests: tests('learning/replayLog'),
  },
  {
    id: 'L4',
    mistake: 'a confirmation decides the day that it is given on',
    edits: [{ file: learning('labels'), find: 'return ageDays > 0 ?', replace: 'return ageDays >= 0 ?' }],
    tests: tests('learning/replayLog'),
  },
  {
    id: 'L5',
    mistake: 'the threshold is found by a free scan',
    edits: [
      {
        file: certification('gridScan'),
        find: 'if (!isWithinBound(figures)) break;',
        replace: 'if (!isWithinBound(figures)) continue;',
      },
    ],
    tests: tests('certification/gridScan'),
  },
  {
    id: 'L6',
    mistake: 'the threshold is chosen by precision and coverage together, not by the bound',
    edits: [
      {
        file: certification('gridScan'),
        find: 'if (!isWithinBound(figures)) break;',
        replace: 'if (figures.some(({ labels: count, errors }) => count < 2 * errors)) break;',
      },
    ],
    tests: tests('certification/gridScan'),
  },
  {
    id: 'L7',
    mistake: 'regimes are pooled before the bound is taken',
    edits: [
      {
        file: certification('gridScan'),
        find: 'regimes.map((regime) => figuresAt(regime, byRegime.get(regime) ?? [], threshold))',
        replace: 'regimes.map((regime) => figuresAt(regime, labels, threshold))',
      },
    ],
    tests: tests('certification/gridScan'),
  },
  {
    id: 'L8',
    mistake: 'an auto that was undone is no rejection',
    edits: [{ file: learning('labels'), find: 'rejections.push({ ...undone, at: action.at });', replace: '' }],
    tests: tests('learning/replayLog', 'learning/aliases'),
  },
];
