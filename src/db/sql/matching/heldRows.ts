/**
 * SQL: row `t` of `bank_transactions` is not held back. A row that seems to correct a missed one is matched only when
 * that one is settled: its payment may be matched already (ledger 6, step 6).
 */
export const isNotHeld = `(t.replaces is null or not exists (
  select from bank_transactions old
  where old.client_id = t.client_id and old.id = t.replaces and old.status = 'booked'))`;
