/** Bank 0.3: four reads a day per endpoint and account without a person; days are Oslo's. */
export interface UnattendedReads {
  count(read: DayOfReads): void;
  /** So far. */
  used(read: DayOfReads): number;
}

export interface DayOfReads {
  readonly today: string;
  readonly consentId: string;
  readonly endpoint: string;
  readonly account: string;
}

const keyOf = ({ consentId, endpoint, account }: DayOfReads): string => `${consentId}|${endpoint}|${account}`;

export function createUnattendedReads(): UnattendedReads {
  let day = '';
  let counts = new Map<string, number>();
  const used = (read: DayOfReads): number => {
    if (read.today !== day) counts = new Map();
    day = read.today;
    return counts.get(keyOf(read)) ?? 0;
  };
  return {
    count: (read) => void counts.set(keyOf(read), used(read) + 1),
    used,
  };
}
