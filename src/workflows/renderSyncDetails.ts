import { type ErrorCode, errorEntry } from '../contracts/errorCodes.ts';
import type { SyncProgress } from '../contracts/sync.ts';

/** What an operator sees of a run in the Web UI, as Markdown (E-8): stage, page, counts; no personal data, no amount. */
export function renderSyncDetails(progress: SyncProgress, failed?: ErrorCode): string {
  const lines = [
    `**Stage:** ${progress.stage}`,
    `**Account:** ${progress.account} of ${progress.accounts}`,
    `**Pages read:** ${progress.pages}`,
    `**Rows read:** ${progress.rows}`,
  ];
  if (failed !== undefined) {
    const { title, hint, act } = errorEntry(failed);
    lines.push(`**Error:** \`${failed}\`: ${title}`, `**Who acts:** ${act ?? 'nobody'}`, `**Next:** ${hint}`);
  }
  return lines.join('\n\n');
}
