import { type CalendarDate, daysBetween } from '../../calendarDate.ts';
import type { OwnExperience } from '../certification/certificatesInForce.ts';
import type { Answer, LearnedItem, LearningAction, SeenPayer } from './learningAction.ts';

/** Days after which an auto that nobody took back counts a little (matching 10). */
const agedAfterDays = 45;
const agedWeight = 0.2;

/** An answer that stands, and how much it teaches. */
export interface Label extends Answer {
  readonly paymentId: string;
  readonly at: CalendarDate;
  readonly source: 'person' | 'auto_aged';
  readonly weight: number;
}

export interface Rejection {
  readonly paymentId: string;
  readonly at: CalendarDate;
  readonly payer: SeenPayer;
  readonly items: readonly LearnedItem[];
}

export interface Labels {
  /** By the order of the log. */
  readonly labels: readonly Label[];
  readonly rejections: readonly Rejection[];
  readonly experience: OwnExperience;
}

type Standing = Extract<LearningAction, { action: 'confirmed' | 'posted' }>;

/**
 * What of the log stands on the day `asOf` (matching 10). Labels take effect the day after they were given, so that a
 * payment's own confirmation never decides it; rejections at once.
 */
export function labelsOf(log: readonly LearningAction[], asOf: CalendarDate): Labels {
  const standing = new Map<string, Standing>();
  const rejections: Rejection[] = [];
  const experience: { labels: OwnExperience['labels'][number][]; undone: OwnExperience['undone'][number][] } = {
    labels: [],
    undone: [],
  };
  for (const action of log) {
    if (action.action === 'rejected') rejections.push(action);
    if (action.action === 'undone') {
      const undone = standing.get(action.paymentId);
      standing.delete(action.paymentId);
      if (undone?.action !== 'posted') continue;
      rejections.push({ ...undone, at: action.at });
      experience.undone.push(undone);
    }
    if (action.action === 'posted') standing.set(action.paymentId, action);
    if (action.action === 'confirmed') {
      // Set anew at the end: what a person said last is the latest of the log.
      standing.delete(action.paymentId);
      standing.set(action.paymentId, action);
    }
    if ((action.action === 'confirmed' || action.action === 'rejected') && action.proposal?.isUnbiased === true)
      experience.labels.push(action.proposal);
  }
  const labels = [...standing.values()].flatMap((answer) => labelOf(answer, asOf));
  return { labels, rejections, experience };
}

function labelOf(answer: Standing, asOf: CalendarDate): readonly Label[] {
  const ageDays = daysBetween(answer.at, asOf);
  if (answer.action === 'confirmed') return ageDays > 0 ? [{ ...answer, source: 'person', weight: 1 }] : [];
  return ageDays > agedAfterDays ? [{ ...answer, source: 'auto_aged', weight: agedWeight }] : [];
}
