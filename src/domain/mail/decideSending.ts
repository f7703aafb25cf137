import type { MailKind } from './mailKind.ts';

/** A list of work is worth nothing the next morning, which brings its own; a notice for some days. */
const lifeHours = {
  review_digest: 14,
  consent_expiring: 72,
  needs_reconsent: 72,
  connection_broken: 72,
} as const satisfies Record<MailKind, number>;
const hourMs = 3_600_000;

/** Where the attempts before this one have left a mail; `interrupted`: two of them died in the middle of sending. */
export type SendingMark = 'sending' | 'sending_again' | 'interrupted';

export type SendingDecision =
  | { readonly kind: 'send' }
  | { readonly kind: 'give_up'; readonly reason: 'outdated' | 'over' | 'nobody' | 'interrupted' };

export interface MailToSend {
  readonly kind: MailKind;
  readonly createdMs: number;
  readonly mark: SendingMark;
  /** Whether what it tells of is still so. */
  readonly isTrue: boolean;
  /** Addresses named by the client now. */
  readonly recipients: number;
}

/** Whether a mail that is due still goes out. After a crash it does so once more, and then no more. */
export function decideSending(
  { kind, createdMs, mark, isTrue, recipients }: MailToSend,
  nowMs: number,
): SendingDecision {
  if (mark === 'interrupted') return { kind: 'give_up', reason: 'interrupted' };
  if (nowMs - createdMs >= lifeHours[kind] * hourMs) return { kind: 'give_up', reason: 'outdated' };
  if (!isTrue) return { kind: 'give_up', reason: 'over' };
  if (recipients === 0) return { kind: 'give_up', reason: 'nobody' };
  return { kind: 'send' };
}
