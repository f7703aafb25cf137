import * as client from 'openid-client';
import { BankError } from '../bankError.ts';
import type { BankLimits } from '../bankLimits.ts';
import type { SentRequest } from '../callReport.ts';
import type { HttpClient } from '../httpClient.ts';

export interface OauthServerSettings {
  /** The bank's base URL: metadata is looked for under it, and token calls stay on its origin (C-16). */
  readonly baseUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Plain http is spoken in sandbox only. */
  readonly sandbox: boolean;
}

export interface OauthServer {
  /**
   * For one call to the bank's authorization server, whose deadline is `deadlineMs`; `onSent` hears of it, and not of a
   * question for metadata before it. Throws `BankError`.
   */
  configuration(deadlineMs: number, onSent?: (sent: SentRequest) => void): Promise<client.Configuration>;
}

/**
 * Metadata of the bank's authorization server (RFC 8414), asked for once and kept; a bank that has none speaks the paths
 * of contract 6. A failed question is asked again.
 */
export function createOauthServer(settings: OauthServerSettings, http: HttpClient, limits: BankLimits): OauthServer {
  const { baseUrl, clientId, clientSecret, sandbox } = settings;
  const insecure = sandbox && baseUrl.protocol === 'http:';
  let known: Promise<client.ServerMetadata> | undefined;

  const discover = async (): Promise<client.ServerMetadata> => {
    const found = await client
      .discovery(baseUrl, clientId, undefined, client.None(), {
        algorithm: 'oauth2',
        [client.customFetch]: throughHttpClient(http, limits.callMs),
        ...(insecure ? { execute: [client.allowInsecureRequests] } : {}),
      })
      .catch(absentMetadata);
    if (found === null) return defaultMetadata(baseUrl);
    // The spread keeps the members alone: the library's helper method is no metadata.
    const metadata = { ...defaultMetadata(baseUrl), ...found.serverMetadata() };
    checkEndpoints(metadata, baseUrl, insecure ? ['https:', 'http:'] : ['https:']);
    return metadata;
  };

  return {
    async configuration(deadlineMs, onSent) {
      known ??= discover();
      const metadata = await known.catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      const configuration = new client.Configuration(
        metadata,
        clientId,
        undefined,
        client.ClientSecretBasic(clientSecret),
      );
      configuration[client.customFetch] = throughHttpClient(http, deadlineMs, onSent);
      if (insecure) client.allowInsecureRequests(configuration);
      return configuration;
    },
  };
}

const under = (baseUrl: URL, path: string): string => `${baseUrl.href.replace(/\/$/, '')}${path}`;

const defaultMetadata = (baseUrl: URL): client.ServerMetadata => ({
  issuer: baseUrl.href,
  authorization_endpoint: under(baseUrl, '/oauth2/authorize'),
  token_endpoint: under(baseUrl, '/oauth2/token'),
  revocation_endpoint: under(baseUrl, '/oauth2/revoke'),
});

/** Codes and tokens stay at the bank we asked (C-16); people may sign in elsewhere. */
function checkEndpoints(metadata: client.ServerMetadata, { origin }: URL, protocols: readonly string[]): void {
  const { authorization_endpoint, token_endpoint, revocation_endpoint } = metadata;
  const [authorization, ...ours] = [authorization_endpoint, token_endpoint, revocation_endpoint].map((endpoint) =>
    typeof endpoint === 'string' ? URL.parse(endpoint) : null,
  );
  if ([authorization, ...ours].some((url) => !url || !protocols.includes(url.protocol))) throw unusableMetadata();
  if (ours.some((url) => url?.origin !== origin)) throw new BankError({ code: 'link_off_origin', sent: false });
}

const unusableMetadata = (): BankError =>
  new BankError({ code: 'bank_contract_violation', sent: false, bankCode: 'METADATA' });

function absentMetadata(error: unknown): null {
  if (error instanceof client.ClientError) {
    // Whatever became of the question: a code or a token was not sent yet.
    if (error.cause instanceof BankError) throw new BankError({ ...error.cause.details, sent: false });
    if (error.cause instanceof Response) {
      const { status } = error.cause;
      if (status >= 500 || status === 429) throw new BankError({ code: 'bank_unavailable', sent: false, status });
      if (status >= 400) return null;
    }
  }
  // An issuer that is not the bank we asked, or no metadata at all.
  throw unusableMetadata();
}

/** Our client as the library's `fetch`: its deadlines, its sizes, no redirects, a connection of its own. */
function throughHttpClient(
  http: HttpClient,
  deadlineMs: number,
  onSent?: (sent: SentRequest) => void,
): client.CustomFetch {
  return async (url, { method, headers, body }) => {
    let sent: SentRequest | undefined;
    const answer = await http.send({
      method: method === 'POST' ? 'POST' : 'GET',
      url: new URL(url),
      headers,
      ...(body === undefined || body === null ? {} : { body: formBody(body) }),
      psu: null,
      deadlineMs,
      freshConnection: true,
      onSent: (request) => {
        sent = request;
        onSent?.(request);
      },
    });
    const clockAheadMs = Date.parse(answer.headers['date'] ?? '') - Date.now();
    if (sent !== undefined && Number.isFinite(clockAheadMs)) onSent?.({ ...sent, clockAheadMs });
    const hasBody = answer.status !== 204 && answer.status !== 205 && answer.status !== 304;
    return new Response(hasBody ? answer.body : null, { status: answer.status, headers: answer.headers });
  };
}

function formBody(body: NonNullable<client.FetchBody>): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('the library sends forms only');
}
