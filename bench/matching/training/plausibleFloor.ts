/** Tried from strict to loose. */
const floors = [0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
/** Of payments with an invoice, so many may have it among three candidates that nobody is shown (matching 7). */
const mostHidden = 0.001;

export interface Proposal {
  readonly regime: string;
  /** Of the first candidate, calibrated. */
  readonly probability: number;
  readonly hasInvoice: boolean;
  /** The truth is among the first three. */
  readonly isAmongThree: boolean;
}

/**
 * The probability from which candidates are shown: the highest, so the shortest queue, at which next to no right proposal
 * is withheld in any regime.
 */
export function plausibleFloor(proposals: readonly Proposal[]): number {
  const byRegime = [...Map.groupBy(proposals, ({ regime }) => regime).values()];
  const isGood = (floor: number): boolean =>
    byRegime.every((ofRegime) => {
      const withInvoice = ofRegime.filter(({ hasInvoice }) => hasInvoice);
      const hidden = withInvoice.filter(({ isAmongThree, probability }) => isAmongThree && probability < floor);
      return hidden.length <= mostHidden * withInvoice.length;
    });
  return floors.find(isGood) ?? 0.001;
}
