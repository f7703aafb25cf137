import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** All PEM. */
export interface ThrowAwayCertificates {
  readonly ca: string;
  readonly server: { readonly certificate: string; readonly key: string };
  /** In the place of a QWAC, by which a bank knows its caller. */
  readonly client: { readonly certificate: string; readonly key: string };
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** An authority that lives for one start of the simulator, with a certificate for it and one for its caller. */
export async function makeCertificates(host: string): Promise<ThrowAwayCertificates> {
  x509.cryptoProvider.set(webcrypto);
  // Real time, not the bank's: the caller's TLS compares with its own clock.
  const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 30 * dayMs) };
  const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const serialNumber = (): string => `01${randomBytes(15).toString('hex')}`;

  const authorityKeys = await newKeys();
  const issuer = 'CN=Simulated authority';
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: issuer,
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const issue = async (subject: string, usage: x509.ExtendedKeyUsage, names: readonly x509.JsonGeneralName[]) => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer,
      publicKey: keys.publicKey,
      signingKey: authorityKeys.privateKey,
      signingAlgorithm: algorithm,
      ...validity,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])]),
      ],
    });
    return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
  };
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  return {
    ca: authority.toString('pem'),
    server: await issue('CN=Simulated bank', serverAuth, [
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: host },
    ]),
    client: await issue('CN=Simulated caller', clientAuth, []),
  };
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
