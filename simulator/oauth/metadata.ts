import type { BankHandler } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { issuerOf } from './issuer.ts';

/** `GET /.well-known/oauth-authorization-server` (RFC 8414). */
export const getMetadata =
  ({ settings }: SimulatorContext): BankHandler =>
  (request, response) => {
    const issuer = issuerOf(request);
    response.json({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
      ui_locales_supported: ['nb', 'en'],
      authorization_response_iss_parameter_supported: settings.sendIssuer,
    });
  };
