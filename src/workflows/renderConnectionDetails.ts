import type { ConnectionState } from '../contracts/connection.ts';
import { nextChangeMs } from './connectionClock.ts';

const nextSteps: Record<ConnectionState['kind'], string> = {
  awaiting_auth: 'the attempt expires',
  grant_pending: 'the grant that nobody connects is revoked',
  active: 'first notice of the end of the consent',
  expiring: 'the consent ends',
  needs_reconsent: 'the person consents again, or is reminded',
  needs_operator: 'an operator looks at the last run, or a person retries; by itself only the consent ends',
  revoking: 'the bank confirms, or the secrets are wiped without it',
  revoked: 'nothing',
  abandoned: 'nothing',
};

const instant = (epochMs: number): string => new Date(epochMs).toISOString();

/** What an operator sees of a connection in the Web UI, as Markdown (E-8): state, since when, what is next; nobody's data. */
export function renderConnectionDetails(state: ConnectionState, sinceMs: number): string {
  const nextMs = nextChangeMs(state);
  return [
    `**State:** ${state.kind}`,
    `**Since:** ${instant(sinceMs)}`,
    `**Next:** ${nextSteps[state.kind]}${nextMs === null ? '' : `, ${instant(nextMs)}`}`,
  ].join('\n\n');
}
