/** Minor units, not negative, as the contract's decimal string. All currencies here have two decimals. */
export const kroner = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
