/** An account as the contract shows it (3.2). */
export interface StoredAccount {
  readonly id: string;
  readonly connection_id: string | null;
  readonly iban: string | null;
  readonly bban: string | null;
  readonly name: string | null;
  readonly currency: string;
  readonly external_id: string | null;
  readonly sync_enabled: boolean;
  readonly match_from: string | null;
  readonly last_covered_date: string | null;
  readonly status: 'active' | 'closed';
}

/** SQL: a `bank_accounts` row `a` as a JSON object of the form of `StoredAccount`. */
export const accountAsJson = `json_build_object(
  'id', a.id, 'connection_id', a.connection_id, 'iban', a.iban, 'bban', a.bban, 'name', a.name, 'currency', a.currency,
  'external_id', a.external_id, 'sync_enabled', a.sync_enabled, 'match_from', a.match_from,
  'last_covered_date', a.last_covered_date, 'status', a.status)`;
