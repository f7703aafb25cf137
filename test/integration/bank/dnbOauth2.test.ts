import { createDnbOauth2 } from '../../../src/bank/dnb/oauth2.ts';
import { simulatorCredentials } from '../../../src/config.ts';
import { describePortContract } from './portContract.ts';
import { openSimulatedBank, redirectUri } from './simulatedBank.ts';

const open = (options: { readonly rotation: 'each' | 'none'; readonly sendIssuer: boolean }) =>
  openSimulatedBank(options, ({ url: baseUrl }) =>
    createDnbOauth2(
      { ...simulatorCredentials, redirectUri, scope: 'accounts', sandbox: true, baseUrl, tls: {} },
      { now: Date.now },
    ),
  );

describePortContract('DNB, oauth2, refresh tokens that rotate', () => open({ rotation: 'each', sendIssuer: true }));
describePortContract('DNB, oauth2, one refresh token for ever', () => open({ rotation: 'none', sendIssuer: false }));
