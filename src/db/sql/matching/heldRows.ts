/**
 * SQL: row `t` of `bank_transactions` is not held back. A row that seems to correct a missed one is matched only when
 * that one is settled: its payment may be matched already (ledger 6, step 6).
 */
export const isNotHeld = `(t.replaces is null or not exists (
  select from bank_transactions old
  where old.client_id = t.client_id and old.id = t.replaces and old.status = 'booked'))`;

/**
 * SQL: no person has accepted anything for row `t` that another must accept too. Between the two the matcher decides
 * nothing: it would overtake the one, and what the other is asked about would be gone (matching 9).
 */
export const awaitsNoSecondPerson = `not exists (
  select from review_items accepted
  where accepted.client_id = t.client_id and accepted.transaction_id = t.id and accepted.status = 'open'
    and accepted.first_acceptance is not null)`;
