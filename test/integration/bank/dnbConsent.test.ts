import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningSimulator, startSimulator } from '../../../simulator/startSimulator.ts';
import { makeCertificates, type ThrowAwayCertificates } from '../../../simulator/tls/throwAwayCertificates.ts';
import type { TlsAddress } from '../../../simulator/tls/tlsListener.ts';
import { createDnbConsent } from '../../../src/bank/dnb/consent.ts';
import type { TlsFiles } from '../../../src/bank/httpClient.ts';
import { temporaryFolder } from '../local/temporaryFolder.ts';
import { refusalOf } from './bankServer.ts';
import { describePortContract } from './portContract.ts';
import { openSimulatedBank, redirectUri } from './simulatedBank.ts';

const folder = await temporaryFolder();
afterAll(() => rm(folder, { recursive: true, force: true }));

// The contract's walks are of one person, and each would end the ones before (`consent.supersedes`).
const options = { consentSupersedes: false };

describePortContract(
  'DNB, consent',
  () =>
    openSimulatedBank(options, ({ url: baseUrl }) =>
      createDnbConsent({ baseUrl, sandbox: true, tls: {} }, { now: Date.now }),
    ),
  'consent',
);
describePortContract(
  'DNB, consent, by certificate',
  () =>
    openSimulatedBank({ ...options, tls: { folder } }, ({ tls }) => {
      if (tls === null) throw new Error('no https');
      const { url: baseUrl, caFile, certFile, keyFile } = tls;
      return createDnbConsent({ baseUrl, sandbox: true, tls: { caFile, certFile, keyFile } }, { now: Date.now });
    }),
  'consent',
);

describe('A-16 certificates are an operator’s matter, of no connection', () => {
  let simulator: RunningSimulator;
  let stranger: ThrowAwayCertificates;
  beforeAll(async () => {
    simulator = await startSimulator({ redirectUris: [redirectUri], tls: { folder: join(folder, 'own') } });
    stranger = await makeCertificates('127.0.0.1');
    await writeFile(join(folder, 'stranger.pem'), stranger.client.certificate);
    await writeFile(join(folder, 'stranger-key.pem'), stranger.client.key);
    await writeFile(join(folder, 'stranger-ca.pem'), stranger.ca);
  });
  afterAll(() => simulator.close());

  test.each<readonly [string, (tls: TlsAddress) => TlsFiles, string, string]>([
    ['none of ours', ({ caFile }) => ({ caFile }), 'bank_rejects_credentials', 'CERTIFICATE_MISSING'],
    [
      'ours of another authority',
      ({ caFile }) => ({ caFile, certFile: join(folder, 'stranger.pem'), keyFile: join(folder, 'stranger-key.pem') }),
      'bank_rejects_credentials',
      'CERTIFICATE_INVALID',
    ],
    [
      'a file that is not there',
      ({ caFile, keyFile }) => ({ caFile, keyFile, certFile: join(folder, 'none.pem') }),
      'bank_rejects_credentials',
      'ENOENT',
    ],
    [
      'the bank’s of another authority',
      ({ certFile, keyFile }) => ({ certFile, keyFile, caFile: join(folder, 'stranger-ca.pem') }),
      'needs_operator',
      'CERT_SIGNATURE_FAILURE',
    ],
  ])('%s', async (_what, filesOf, code, bankCode) => {
    if (simulator.tls === null) throw new Error('no https');
    const settings = { baseUrl: simulator.tls.url, sandbox: true, tls: filesOf(simulator.tls) };
    const port = createDnbConsent(settings, { now: Date.now });
    const wish = { state: 's', codeVerifier: 'v', redirectUri, scope: 'x', psuId: null, psu: null };
    expect(await refusalOf(port.authorizationUrl(wish))).toMatchObject({ code, bankCode });
    await port.close();
  });
});
