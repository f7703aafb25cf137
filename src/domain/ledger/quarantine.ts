/** Entries of one form in quarantine for an account. */
export interface KnownForm {
  /** Names what the bank sent. */
  readonly rawSha256: string;
  readonly bookingDate: string | null;
  /** A person took them as they are: they hold nothing back any more. */
  readonly accepted: boolean;
  readonly entries: number;
}

export interface QuarantineDecision<Entry> {
  /** Not in quarantine yet. */
  readonly toStore: readonly Entry[];
  /** Dates with an entry that nobody has accepted, shown again or not: they grow and do not shrink (ledger 8). */
  readonly heldDates: ReadonlySet<string>;
  /** An entry that nobody has accepted tells no date: it may be a row of any date. */
  readonly hasUndated: boolean;
  /** Forms that a person took as they are. */
  readonly acceptedForms: ReadonlySet<string>;
}

/**
 * What becomes of entries that cannot be understood (ledger 8). One that was set aside before, in the same form, is the
 * same entry: it is not stored twice, but as often as it is shown at once.
 */
export function decideQuarantine<Entry extends { readonly rawSha256: string; readonly bookingDate: string | null }>(
  known: readonly KnownForm[],
  shown: readonly Entry[],
): QuarantineDecision<Entry> {
  const count = (forms: readonly KnownForm[]): Map<string, number> => {
    const byForm = new Map<string, number>();
    for (const { rawSha256, entries } of forms) byForm.set(rawSha256, (byForm.get(rawSha256) ?? 0) + entries);
    return byForm;
  };
  const kept = count(known);
  const accepted = count(known.filter((form) => form.accepted));
  const shownSoFar = new Map<string, number>();
  const toStore: Entry[] = [];
  for (const entry of shown) {
    const place = (shownSoFar.get(entry.rawSha256) ?? 0) + 1;
    shownSoFar.set(entry.rawSha256, place);
    if (place > (kept.get(entry.rawSha256) ?? 0)) toStore.push(entry);
  }
  const holding = [...known.filter((form) => !form.accepted), ...toStore];
  return {
    toStore,
    heldDates: new Set(holding.flatMap(({ bookingDate }) => bookingDate ?? [])),
    hasUndated: holding.some(({ bookingDate }) => bookingDate === null),
    acceptedForms: new Set(accepted.keys()),
  };
}
