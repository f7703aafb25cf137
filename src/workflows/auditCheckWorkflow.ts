import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { AuditCheckCounts, CheckedChains } from '../contracts/auditCheck.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { housekeeping } from './proxies.ts';

/** Goes through the audit chains of all clients (C-19). The Schedule brings the next look in an hour. */
export async function auditCheckWorkflow(): Promise<AuditCheckCounts> {
  let counts: AuditCheckCounts = { checked: 0, whole: 0, broken: 0 };
  let lastClientId: string | null = null;
  do {
    const lot: CheckedChains = await housekeeping.checkAuditChains(
      lastClientId === null ? {} : { afterClientId: lastClientId },
    );
    counts = {
      checked: counts.checked + lot.checked,
      whole: counts.whole + lot.whole,
      broken: counts.broken + lot.broken,
    };
    ({ lastClientId } = lot);
  } while (lastClientId !== null);
  if (counts.broken > 0) upsertSearchAttributes([{ key: searchAttributes.stage, value: 'alert' }]);
  setCurrentDetails(
    `**Chains looked at:** ${counts.checked}, from the first entry: ${counts.whole}\n\n**Broken:** ${counts.broken}`,
  );
  return counts;
}
