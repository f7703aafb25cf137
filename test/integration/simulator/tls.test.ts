import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { makeCertificates } from '../../../simulator/tls/throwAwayCertificates.ts';
import type { TlsAddress } from '../../../simulator/tls/tlsListener.ts';
import { temporaryFolder } from '../local/temporaryFolder.ts';
import { BankCustomer } from './bankCustomer.ts';

let bank: BankCustomer;
let folder: string;
let tls: TlsAddress;
beforeAll(async () => {
  folder = await temporaryFolder();
  bank = await BankCustomer.open({ tls: { folder } });
  if (bank.simulator.tls === null) throw new Error('no https');
  tls = bank.simulator.tls;
});
afterAll(async () => {
  await bank.close();
  await rm(folder, { recursive: true, force: true });
});

/** Of a call for a consent that does not exist: 404 from the bank itself, 401 from its door. */
async function askWith(certificate: { readonly cert: string; readonly key: string } | null): Promise<unknown> {
  const agent = new Agent({ connect: { ca: readFileSync(tls.caFile), ...certificate } });
  try {
    const { statusCode, body } = await request(`${tls.url}/v1/consents/none`, {
      dispatcher: agent,
      headers: { 'x-request-id': randomUUID() },
    });
    const answer = z.object({ tppMessages: z.tuple([z.object({ code: z.unknown() })]) }).parse(await body.json());
    return [statusCode, answer.tppMessages[0].code];
  } finally {
    await agent.close();
  }
}

test('mTLS: the certificate in the folder opens the door', async () => {
  const [cert, key] = [readFileSync(tls.certFile, 'utf8'), readFileSync(tls.keyFile, 'utf8')];
  expect(await askWith({ cert, key })).toEqual([404, 17]);
  expect(statSync(tls.keyFile).mode & 0o777).toBe(0o600);
});

test('mTLS: a caller without a certificate, and one with that of another authority', async () => {
  expect(await askWith(null)).toEqual([401, 'CERTIFICATE_MISSING']);
  const { client } = await makeCertificates('127.0.0.1');
  expect(await askWith({ cert: client.certificate, key: client.key })).toEqual([401, 'CERTIFICATE_INVALID']);
});

test('the control API tells where https is spoken; over plain http nobody is asked for a certificate', async () => {
  expect((await bank.control('GET', '/tls')).body).toEqual({
    url: tls.url,
    ca_file: tls.caFile,
    cert_file: tls.certFile,
    key_file: tls.keyFile,
  });
  const plain = await bank.fetch('/v1/consents/none', { headers: { 'x-request-id': randomUUID() } });
  expect(plain.status).toBe(404);
});
