import type { Decision } from '../domain/matching/decision.ts';

const decisions = ['auto', 'review', 'task', 'none'] as const;

/** Counts by evidence class and decision, for a person at a terminal. */
export class MatchSummary {
  readonly #counts = new Map<string, Map<Decision['decision'], number>>();
  #payments = 0;
  #confirmedOtherwise = 0;

  add({ evidenceClass, decision, withheldBecause }: Decision): void {
    if (withheldBecause === 'confirmed_otherwise') this.#confirmedOtherwise += 1;
    const name = evidenceClass ?? '(no candidate)';
    const ofClass = this.#counts.get(name) ?? new Map<Decision['decision'], number>();
    ofClass.set(decision, (ofClass.get(decision) ?? 0) + 1);
    this.#counts.set(name, ofClass);
    this.#payments += 1;
  }

  render(): string {
    const total = (decision: Decision['decision']): number =>
      [...this.#counts.values()].reduce((sum, ofClass) => sum + (ofClass.get(decision) ?? 0), 0);
    const rows = [...this.#counts]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, ofClass]) => [name, ...decisions.map((decision) => ofClass.get(decision) ?? 0)]);
    const share = (count: number): string =>
      this.#payments === 0 ? '' : `${((100 * count) / this.#payments).toFixed(1)} %`;
    const table = [
      ['evidence class', ...decisions],
      ...rows,
      ['all', ...decisions.map(total)],
      ['', ...decisions.map((decision) => share(total(decision)))],
    ].map((row) => row.map(String));
    const widths = [0, ...decisions.map((_, index) => index + 1)].map((column) =>
      Math.max(...table.map((row) => row[column]?.length ?? 0)),
    );
    const rendered = table
      .map((row) =>
        row
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
          )
          .join('')
          .trimEnd(),
      )
      .join('\n');
    if (this.#confirmedOtherwise === 0) return rendered;
    // Who measures the matcher by its autos must count these as its errors.
    return `${rendered}\nof the reviews, would be auto, but were confirmed otherwise: ${this.#confirmedOtherwise}`;
  }
}
