import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sequencer from '@jest/test-sequencer';

// Measured: more than 20 seconds each, most of them waiting. One that began last would be waited for alone.
const longest = [
  'e2e/quotaCrashes',
  'e2e/lifeOfAConnection',
  'e2e/killedAtEachStep',
  'e2e/reconcileAfterLoss',
  'e2e/killedWorker',
  'integration/feed/feedFaults',
  'integration/grants/killedRefresh',
  'e2e/faults',
  'e2e/severalAccounts',
  'integration/sync/speed',
  'replay/replay',
].map((name) => join(import.meta.dirname, '..', `${name}.test.ts`));

/** Jest's own order knows how long a file took only where it has run before, and goes by its size elsewhere. */
export default class LongestFirst extends Sequencer {
  async sort(tests) {
    const missing = longest.filter((path) => !existsSync(path));
    if (missing.length > 0)
      throw new Error(`test/setup/longestFirst.mjs names files that are gone: ${missing.join(', ')}`);
    const rank = ({ path }) => (longest.includes(path) ? longest.indexOf(path) : longest.length);
    // oxlint-disable-next-line unicorn/no-array-sort -- not an array's
    const ordered = await super.sort(tests);
    return ordered.toSorted((a, b) => rank(a) - rank(b));
  }
}
