/** The form of the table of errors (S-17, E-10). */
export type ErrorClass = 'retryable' | 'needs_reconsent' | 'needs_operator' | 'caller_error' | 'partial';
export type Actor = 'user' | 'bank' | 'operator' | null;

export interface ErrorEntry {
  readonly class: ErrorClass;
  readonly act: Actor;
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
  /** What to do next, in words for the person who acts. */
  readonly hint: string;
}

export const caller = (status: number, title: string, hint: string, retryable = false): ErrorEntry => ({
  class: 'caller_error',
  act: null,
  status,
  retryable,
  title,
  hint,
});
export const user = (status: number, title: string, hint: string): ErrorEntry => ({
  class: 'needs_reconsent',
  act: 'user',
  status,
  retryable: false,
  title,
  hint,
});
export const bank = (status: number, title: string, hint: string): ErrorEntry => ({
  class: 'retryable',
  act: 'bank',
  status,
  retryable: true,
  title,
  hint,
});
export const operator = (status: number, title: string, hint: string): ErrorEntry => ({
  class: 'needs_operator',
  act: 'operator',
  status,
  retryable: false,
  title,
  hint,
});
