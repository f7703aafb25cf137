/** Rows by their client: what is written, is written in one transaction for each. */
export function perClient<Row extends { readonly clientId: string }>(
  rows: readonly Row[],
): readonly (readonly [clientId: string, rows: readonly Row[]])[] {
  return [...Map.groupBy(rows, ({ clientId }) => clientId)];
}
