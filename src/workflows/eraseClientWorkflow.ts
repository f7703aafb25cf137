import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { ErasedRows, ErasureCounts, ErasureInput } from '../contracts/erasure.ts';
import { housekeeping, quickDb } from './proxies.ts';

/** what the bank has not confirmed within a day is wiped unconfirmed; an hour for the wiping. */
const defaultPatienceMs = 25 * 3_600_000;
const firstLookMs = 2_000;
const longestLookMs = 5 * 60_000;

/** Erases a client (E-18): first its consents are revoked at the bank, then its rows go, last the client itself. */
export async function eraseClientWorkflow({
  clientId,
  erasureId,
  interactiveQueue,
  patienceMs = defaultPatienceMs,
}: ErasureInput): Promise<ErasureCounts> {
  const giveUpAtMs = Date.now() + patienceMs;
  for (let lookMs = firstLookMs; ; lookMs = Math.min(lookMs * 2, longestLookMs)) {
    const { open } = await quickDb.stopConnections({ clientId, erasureId, interactiveQueue });
    // Who cannot be revoked for so long is erased all the same: without its secret nobody can use the consent.
    if (open === 0 || Date.now() >= giveUpAtMs) break;
    setCurrentDetails(`**Connections to be revoked:** ${open}`);
    await sleep(Math.min(lookMs, Math.max(giveUpAtMs - Date.now(), 1)));
  }

  let counts: ErasureCounts = { erased: 0, held: 0 };
  let more = true;
  while (more) {
    const step: ErasedRows = await housekeeping.eraseRows({ clientId, erasureId });
    ({ more } = step);
    counts = { erased: counts.erased + step.erased, held: counts.held + step.held };
    setCurrentDetails(`**Rows erased:** ${counts.erased}\n\n**Set apart for the law:** ${counts.held}`);
  }
  return counts;
}
