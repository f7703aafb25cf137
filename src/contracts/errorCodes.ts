import { bank, caller, type ErrorEntry, operator, user } from './errorEntry.ts';
import { requestErrors } from './requestErrors.ts';

export type { Actor, ErrorClass, ErrorEntry } from './errorEntry.ts';

/**
 * The closed vocabulary of errors (S-17, E-10): code → class, who acts, HTTP status, whether asking again can help, and
 * the text a person reads. API problems, run rows, Temporal failures and the documentation are made from this table.
 */
export const errorCodes = {
  ...requestErrors,
  // connections and runs
  not_connected: caller(
    409,
    'The connection is not connected yet',
    'Finish the authorization with POST /api/dnb/connect.',
  ),
  awaiting_auth: caller(
    409,
    'The person has not been to the bank yet',
    'Finish the authorization, then POST /api/dnb/connect.',
  ),
  grant_pending: caller(409, 'The connection is not connected yet', 'Choose its accounts with POST /api/dnb/connect.'),
  revoking: caller(
    409,
    'The connection is being disconnected',
    'Connect the account again with POST /api/dnb/oauth/initiate.',
  ),
  revoked: caller(
    409,
    'The connection was disconnected',
    'Connect the account again with POST /api/dnb/oauth/initiate.',
  ),
  abandoned: caller(409, 'The authorization was given up', 'Start again with POST /api/dnb/oauth/initiate.'),
  frequency_not_allowed: caller(
    422,
    'The bank does not allow syncs this often',
    'Choose a frequency the bank carries; see GET /api/v1/banks.',
  ),
  window_not_allowed: caller(
    422,
    'The asked dates lie outside what the bank gives',
    'See GET /api/v1/banks for the history it gives.',
  ),
  needs_reconsent: user(409, 'The person must consent again at the bank', 'Let the person renew the consent.'),
  consent_revoked: user(409, 'The consent was revoked at the bank', 'Let the person renew the consent.'),
  consent_expired: user(409, 'The consent has expired', 'Let the person renew the consent.'),
  consent_superseded: user(
    409,
    'A newer consent of the same person ended this one at the bank',
    'Let the person renew the consent; one consent can hold the accounts of one login only at this bank.',
  ),
  rotation_lost: user(409, 'A renewed token was lost on its way', 'Let the person renew the consent.'),
  account_gone: user(
    409,
    'The account is no longer in the consent',
    'Let the person renew the consent with this account.',
  ),
  bank_unavailable: bank(
    502,
    'The bank does not answer as it should',
    'Nothing is lost; the next sync goes on from where this one stopped.',
  ),
  rate_limited_by_bank: bank(502, 'The bank asks to wait', 'Nothing is lost; the run goes on by itself.'),
  quota_exhausted: bank(
    429,
    "The bank's reads of the day are used up",
    'The run goes on by itself at `retry_at`, or at once with a person present.',
  ),
  needs_operator: operator(503, 'An operator must look at this connection', 'The operator opens the run by its link.'),
  bank_contract_violation: operator(
    503,
    'The bank answered in a form that is not understood',
    'The operator opens the run by its link.',
  ),
  bank_rejects_credentials: operator(
    503,
    'The bank refuses the credentials of this service',
    'The operator checks DNB_CLIENT_ID, DNB_CLIENT_SECRET, DNB_API_KEY and the certificate.',
  ),
  bank_refuses_consents: operator(
    503,
    'The bank refuses unusually many consents at once',
    'Nobody is asked to consent again while it lasts; the operator asks the bank, and the next sync tries anew.',
  ),
  bank_refuses_request: operator(
    503,
    'The bank refuses a request of this service',
    'The operator opens the run by its link.',
  ),
  link_off_origin: operator(
    503,
    'A link to the next page leaves the bank',
    'The operator opens the run by its link; nothing was sent there.',
  ),
  decryption_failed: operator(
    503,
    'Failed to decrypt a token',
    'The operator adds the secret with the key id named in `detail` to SECRET_KEYS_PREVIOUS.',
  ),
  pagination_loop: {
    class: 'partial',
    act: 'operator',
    status: 200,
    retryable: true,
    title: 'The bank sends the same pages again and again',
    hint: 'The next sync reads the window again.',
  },
  page_ceiling: {
    class: 'partial',
    act: 'operator',
    status: 200,
    retryable: true,
    title: 'The bank sends more pages than a run may read',
    hint: 'Ask for a shorter window.',
  },
  page_unreadable: {
    class: 'partial',
    act: 'operator',
    status: 200,
    retryable: true,
    title: 'A page of the bank cannot be read',
    hint: 'The next sync reads the window again; if it happens each time, the operator opens the run by its link.',
  },
  unexpected: operator(500, 'Something unexpected happened', 'The operator finds the request by its id in the log.'),
  // rows
  already_allocated: caller(
    409,
    'It is allocated already',
    'Undo its match first, then repeat; both stay as they are until then.',
  ),
  match_undone: caller(409, 'The match is undone', 'Decide about its transaction anew, where it still waits.'),
  invoice_closed: caller(409, 'Nothing is open of the invoice', 'Send it with what is open of it, or leave it out.'),
  transaction_not_booked: caller(
    409,
    'The bank no longer shows the transaction',
    'Decide about the transaction that replaces it, where there is one.',
  ),
  transaction_held_back: caller(
    409,
    'The transaction seems to correct another one',
    'Its payment may be matched there already: a later sync settles which of them stands, then decide about that one.',
    true,
  ),
  transaction_ignored: caller(
    409,
    'The transaction is ignored',
    'Take it back with POST /api/v1/transactions/{id}/unignore first.',
  ),
  user_required: caller(
    422,
    'The amount needs two persons, and nobody was named',
    'Send Kontosync-User with your id of the person who acts.',
  ),
  second_person_required: caller(
    409,
    'Another person must accept this',
    'The same person has accepted it already; let somebody else accept the same allocations.',
  ),
  raw_expired: caller(
    404,
    'What the bank sent is no longer kept',
    'Pages of the bank are kept for 90 days; the transaction itself stays as it is.',
  ),
  // the engine itself
  endpoint_disabled: caller(
    409,
    'The webhook endpoint is disabled',
    'Enable it: PATCH /api/v1/webhook-endpoints/{id} with status enabled.',
    false,
  ),
  changed_meanwhile: caller(409, 'It was changed meanwhile', 'Read it again and repeat.', true),
  engine_unavailable: {
    class: 'retryable',
    act: 'operator',
    status: 503,
    retryable: true,
    title: 'The workflow engine does not answer',
    hint: 'Try again; nothing was lost.',
  },
  database_unavailable: {
    class: 'retryable',
    act: 'operator',
    status: 503,
    retryable: true,
    title: 'The database does not answer',
    hint: 'Try again; nothing was lost.',
  },
  identity_provider_unavailable: {
    class: 'retryable',
    act: 'operator',
    status: 503,
    retryable: true,
    title: 'The keys of the token issuer cannot be fetched',
    hint: 'Try again, or use an API key; the operator checks AUTH_JWT_JWKS_URL.',
  },
  overloaded: {
    class: 'retryable',
    act: null,
    status: 503,
    retryable: true,
    title: 'Too much at once',
    hint: 'Try again after the seconds in Retry-After.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;

/** Whether a text from outside is a code of ours. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text);

/** The table's entry; an unknown text is an operator's work, never ignored (S-17). */
export const errorEntry = (code: string): ErrorEntry => (isErrorCode(code) ? errorCodes[code] : errorCodes.unexpected);
