import { type CalendarDate, calendarDate } from '../../../../../src/domain/calendarDate.ts';
import type { Answer, LearningAction, SeenPayer } from '../../../../../src/domain/matching/learning/learningAction.ts';

export const day = (text: string): CalendarDate => calendarDate(text);

export const payer = (members: Partial<SeenPayer> = {}): SeenPayer => ({
  account: '12345678903',
  foldedName: 'nordlys bygg',
  orgNumber: null,
  record: 'never_seen',
  direction: 'in',
  ...members,
});

export const item = (itemId: string, { partyId = 'P', lagDays = 0 } = {}) => ({ itemId, partyId, lagDays });

const answer = (itemIds: readonly string[]): Answer => ({
  payer: payer(),
  kind: itemIds.length === 0 ? 'none' : 'single',
  items: itemIds.map((itemId) => item(itemId)),
  levels: itemIds.length === 0 ? [] : [{ group: 'REF', level: 'kid_equal' }],
});

type Confirmed = Extract<LearningAction, { action: 'confirmed' }>;
type Posted = Extract<LearningAction, { action: 'posted' }>;
type Rejected = Extract<LearningAction, { action: 'rejected' }>;

export const confirmed = (
  paymentId: string,
  at: string,
  itemIds: readonly string[],
  members: Partial<Confirmed> = {},
): Confirmed => ({ action: 'confirmed', paymentId, at: day(at), proposal: null, ...answer(itemIds), ...members });

export const posted = (
  paymentId: string,
  at: string,
  itemIds: readonly string[],
  members: Partial<Posted> = {},
): Posted => ({
  action: 'posted',
  paymentId,
  at: day(at),
  evidenceClass: 'kid/full',
  logOdds: 9,
  ...answer(itemIds),
  ...members,
});

export const rejected = (
  paymentId: string,
  at: string,
  itemIds: readonly string[],
  members: Partial<Rejected> = {},
): Rejected => ({
  action: 'rejected',
  paymentId,
  at: day(at),
  payer: payer(),
  items: itemIds.map((itemId) => item(itemId)),
  proposal: null,
  ...members,
});

export const undone = (paymentId: string, at: string): LearningAction => ({ action: 'undone', paymentId, at: day(at) });
