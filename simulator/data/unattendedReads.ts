/** Bank 0.3: four reads a day per endpoint and account without a person; days are Oslo's. */
export interface UnattendedReads {
  /** `false` when the day's reads are used up; such a call is not counted. */
  count(read: {
    readonly today: string;
    readonly consentId: string;
    readonly endpoint: string;
    readonly account: string;
  }): boolean;
}

const readsADay = 4;

export function createUnattendedReads(): UnattendedReads {
  let day = '';
  let counts = new Map<string, number>();
  return {
    count({ today, consentId, endpoint, account }) {
      if (today !== day) counts = new Map();
      day = today;
      const key = `${consentId}|${endpoint}|${account}`;
      const soFar = counts.get(key) ?? 0;
      if (soFar >= readsADay) return false;
      counts.set(key, soFar + 1);
      return true;
    },
  };
}
