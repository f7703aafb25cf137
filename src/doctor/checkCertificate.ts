import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Finding, good, wrong } from './finding.ts';

const dayMs = 86_400_000;
/** A bank takes weeks to accept another one. */
const renewWithinDays = 30;

export interface CertificateFiles {
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Whether the client certificate can be read, fits its key and is valid for a while; none where none is set. */
export async function checkCertificate(
  { certFile, keyFile }: CertificateFiles,
  nowMs: number,
): Promise<readonly Finding[]> {
  if (certFile === undefined || keyFile === undefined) return [];
  const subject = 'client certificate';
  const read = await readBoth(certFile, keyFile);
  if (read === null)
    return [
      wrong(
        subject,
        'a file cannot be read as PEM',
        'look at DNB_TLS_CERT_FILE and DNB_TLS_KEY_FILE and who may read them',
      ),
    ];
  const { certificate, key } = read;
  if (!certificate.checkPrivateKey(key))
    return [wrong(subject, 'DNB_TLS_KEY_FILE is the key of another certificate', 'set the two that belong together')];
  const validFromMs = Date.parse(certificate.validFrom);
  const leftDays = Math.floor((Date.parse(certificate.validTo) - nowMs) / dayMs);
  const renew =
    'get a new one from its issuer, register it at the bank, then set DNB_TLS_CERT_FILE and DNB_TLS_KEY_FILE';
  if (validFromMs > nowMs)
    return [wrong(subject, `is valid from ${certificate.validFrom}`, "look at this machine's clock")];
  if (leftDays < 0) return [wrong(subject, `ended on ${certificate.validTo}`, renew)];
  if (leftDays < renewWithinDays) return [wrong(subject, `ends in ${leftDays} days`, renew)];
  return [good(subject, `valid for ${leftDays} days`)];
}

async function readBoth(certFile: string, keyFile: string) {
  try {
    const [certificate, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
    return { certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
  } catch {
    return null; // no file, no right, or no PEM: each is the person's to mend
  }
}
