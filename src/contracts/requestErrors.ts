import { caller, type ErrorEntry } from './errorEntry.ts';

/** What may be wrong with a request, and with the walk through the bank's consent page. */
export const requestErrors = {
  // requests
  invalid_json: caller(400, 'The body is not valid JSON', 'Send a JSON object with Content-Type application/json.'),
  invalid_request: caller(422, 'The request does not fit its schema', 'See `errors` for each member and its rule.'),
  duplicate_parameter: caller(400, 'A parameter was given twice', 'Send each query parameter once.'),
  unsupported_media_type: caller(415, 'The body is not JSON', 'Send Content-Type: application/json.'),
  body_too_large: caller(413, 'The body is too large', 'Send fewer items in one request.'),
  headers_too_large: caller(431, 'The headers are too large', 'Send at most 16 kB of headers, the address included.'),
  request_timeout: caller(
    408,
    'The request did not come in time',
    'Send all headers within 10 seconds and the body within 30.',
    true,
  ),
  malformed_request: caller(400, 'This is not HTTP', 'Speak HTTP/1.1 as RFC 9112 has it.'),
  unauthorized: caller(
    401,
    'No valid API key',
    'Send Authorization: Bearer <api key>; the key may be revoked or expired.',
  ),
  forbidden: caller(403, 'The API key lacks the scope for this route', 'Use a key with the scope named in `detail`.'),
  not_found: caller(404, 'Not found', 'Check the id, and that the API key may act for its client.'),
  method_not_allowed: caller(
    405,
    'The route does not know this method',
    'See /openapi.json for the methods of this route.',
  ),
  idempotency_in_flight: caller(
    409,
    'A request with this Idempotency-Key is being worked on',
    'Send it again after the seconds in Retry-After; it gets the answer of the first.',
    true,
  ),
  idempotency_key_reused: caller(
    422,
    'This Idempotency-Key was used for another request',
    'Send the request as it was the first time, or with a new key.',
  ),
  beyond_own_rights: caller(
    403,
    'A key may give no more than it has itself',
    'Leave out the scopes and clients named in `errors`, or use a key that has them.',
  ),
  last_admin_key: caller(
    409,
    'It is the last key that may administer the service',
    'Make another key with the scope admin for all clients first.',
  ),
  rate_limited: caller(
    429,
    'Too many requests',
    'Send fewer; the next one passes after the seconds in Retry-After.',
    true,
  ),
  client_erasing: caller(
    409,
    'The client is being erased',
    'Wait until GET /api/v1/clients/{client_id} answers 404 and its erasure has ended; then it can be made anew.',
  ),
  // authorization
  invalid_state: caller(
    400,
    'Invalid state parameter',
    'Start again with POST /api/dnb/oauth/initiate and check that the redirect URI registered at the bank equals the one named in `detail`.',
  ),
  attempt_expired: caller(
    403,
    'The authorization was not finished in time',
    'Start again with POST /api/dnb/oauth/initiate.',
  ),
  attempt_failed: caller(409, 'The authorization failed', 'Start again with POST /api/dnb/oauth/initiate.'),
  access_denied: caller(
    403,
    'The person refused access at the bank',
    'Start again when the person wants to grant access.',
  ),
  code_mismatch: caller(
    403,
    'The code does not belong to this authorization',
    'Send the code and state of the same callback.',
  ),
  initiator_mismatch: caller(
    403,
    'The authorization was started by somebody else',
    'Send the initiator_ref that was given at initiate.',
  ),
  unknown_account: caller(
    422,
    'The bank did not offer this account',
    'Choose among the accounts that the callback returned.',
  ),
  no_account_at_bank: caller(
    422,
    'The bank has no payment account for this person',
    'Check `psu_id`, or leave it out and let the person log in; somebody else may have access to the account.',
  ),
  ambiguous_code_exchange: caller(
    409,
    'The bank may have used the authorization code, but its answer was lost',
    'Start again with POST /api/dnb/oauth/initiate.',
  ),
  return_url_not_allowed: caller(
    422,
    'The return URL is not registered for this client',
    'Add it with PUT /api/v1/clients/{client_id}.',
  ),
} as const satisfies Record<string, ErrorEntry>;
