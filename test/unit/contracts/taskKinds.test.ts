import { describe, expect, test } from '@jest/globals';
import { taskKindEntry, taskKinds } from '../../../src/contracts/taskKinds.ts';
import { connectionTaskKinds } from '../../../src/domain/connectionTask.ts';
import { ledgerTaskKinds } from '../../../src/domain/ledger/ledgerTask.ts';
import { taskKinds as matchingTaskKinds } from '../../../src/domain/matching/decision.ts';

const kinds = [...ledgerTaskKinds, ...connectionTaskKinds, ...matchingTaskKinds];

test('contract 3.2 every kind of task has its words, and no other', () => {
  expect(Object.keys(taskKinds).toSorted()).toEqual(kinds.toSorted());
});

describe('contract 3.2 a kind says what is the matter, what to do and who', () => {
  test.each(kinds)('%s', (kind) => {
    const { title, hint, act } = taskKindEntry(kind);
    expect(title.endsWith('.')).toBe(false);
    expect(hint).toMatch(/\.$/);
    expect(['user', 'operator']).toContain(act);
  });
});

test.each(['no_such_kind', 'constructor', '__proto__'])('%s is an operator’s work', (kind) => {
  expect(taskKindEntry(kind).act).toBe('operator');
});
