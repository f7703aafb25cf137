/** What `doctor` found about one thing. */
export interface Finding {
  readonly subject: string;
  /**
   * `good`; `wrong`: a setting or a state that somebody has to mend; `away`: a service does not answer; `person`: no
   * program can see it, somebody has to.
   */
  readonly verdict: 'good' | 'wrong' | 'away' | 'person';
  /** What was seen; never a secret. */
  readonly text: string;
  /** What to do; empty where nothing is. */
  readonly cure: string;
}

export const good = (subject: string, text: string): Finding => ({ subject, verdict: 'good', text, cure: '' });
export const wrong = (subject: string, text: string, cure: string): Finding => ({
  subject,
  verdict: 'wrong',
  text,
  cure,
});
export const away = (subject: string, text: string, cure: string): Finding => ({
  subject,
  verdict: 'away',
  text,
  cure,
});
export const person = (subject: string, text: string, cure: string): Finding => ({
  subject,
  verdict: 'person',
  text,
  cure,
});

/** Contract 5: what is wrong counts before what does not answer, which may be its consequence. */
export function exitStatusOf(findings: readonly Finding[]): 0 | 69 | 78 {
  const has = (verdict: Finding['verdict']) => findings.some((finding) => finding.verdict === verdict);
  if (has('wrong')) return 78;
  return has('away') ? 69 : 0;
}

const marks = { good: '✓', wrong: '✗', away: '✗', person: '?' } as const satisfies Record<Finding['verdict'], string>;

/** One line each, what to do below it. */
export const renderFindings = (findings: readonly Finding[]): string =>
  findings
    .map(({ subject, verdict, text, cure }) => {
      const line = `${marks[verdict]} ${subject}: ${text}\n`;
      return cure === '' ? line : `${line}    → ${cure}\n`;
    })
    .join('');
