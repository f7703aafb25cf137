import { describe, expect, test } from '@jest/globals';
import { policiesFrom } from '../../../../src/domain/ledger/idPolicy.ts';
import type { SnapshotPage } from '../../../../src/domain/ledger/snapshot.ts';
import { takeSnapshots } from '../../../../src/domain/ledger/takeSnapshots.ts';
import { entry, observe } from './ledgerFixtures.ts';

const page = (pageNo: number, ids: readonly string[]): SnapshotPage => ({
  pageNo,
  bodySha256: `${pageNo}`,
  entries: ids.map((id, n) =>
    observe({
      ...entry({ text: `${n}` }, BigInt(n)),
      bankIds: { transactionId: id, entryReference: `e${pageNo}-${n}-${id}` },
    }),
  ),
});

describe('ledger 4 one policy for all that a part has read', () => {
  test('what a date read alone says against ids holds for the window too', () => {
    // The same id on two entries of one page: it names nothing.
    const { demotions, policies, window, rereads } = takeSnapshots(
      [page(1, ['a', 'b'])],
      [[page(1, ['c', 'c'])]],
      policiesFrom('proven'),
    );
    expect(demotions).toEqual([{ field: 'transactionId', evidence: 'reused' }]);
    expect(policies).toEqual({ transactionId: 'none', entryReference: 'proven' });
    expect(window.policies).toEqual(policies);
    expect(rereads[0]?.entries).toHaveLength(2);
  });

  test('ids that pair nothing say nothing', () => {
    const { demotions, window } = takeSnapshots([page(1, ['a', 'a'])], [], policiesFrom('none'));
    expect(demotions).toEqual([]);
    expect(window.entries).toHaveLength(2);
  });
});
