import type { ActivityDeps } from '../activityDeps.ts';
import type { MatchAdvisor } from './matchAdvisor.ts';

export interface AdviceDeps extends Pick<ActivityDeps, 'orm' | 'clock' | 'logger'> {
  /** Absent: none is configured, and nothing asks for one. */
  readonly advisor?: MatchAdvisor;
}
