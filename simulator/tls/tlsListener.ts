import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Express } from 'express';
import type { TlsOptions } from '../options.ts';

/** The second listener, and where its caller finds what it needs: paths of PEM files. */
export interface TlsAddress {
  readonly url: string;
  readonly port: number;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsListener {
  readonly address: TlsAddress;
  close(): Promise<void>;
}

/** Opens the https listener with an authority made for this start. Rejects where the port is taken. */
export async function openTlsListener(
  app: Express,
  host: string,
  { port = 0, folder }: TlsOptions,
): Promise<TlsListener> {
  // Loaded here alone: most simulators never speak https.
  const { makeCertificates } = await import('./throwAwayCertificates.ts');
  const made = await makeCertificates(host);
  const files = {
    caFile: join(folder, 'ca.pem'),
    certFile: join(folder, 'client.pem'),
    keyFile: join(folder, 'client-key.pem'),
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(files.caFile, made.ca);
  await writeFile(files.certFile, made.client.certificate);
  await writeFile(files.keyFile, made.client.key, { mode: 0o600 });
  await chmod(files.keyFile, 0o600); // also where the file was there before

  const { certificate: cert, key } = made.server;
  // A caller without a certificate gets as far as an answer that says so (`requireCertificate`).
  const server = createServer({ cert, key, ca: made.ca, requestCert: true, rejectUnauthorized: false }, app);
  server.keepAliveTimeout = 30_000;
  server.listen(port, host);
  await once(server, 'listening');
  const opened = server.address();
  const openedPort = typeof opened === 'object' && opened !== null ? opened.port : port;
  return {
    address: { url: `https://${host.includes(':') ? `[${host}]` : host}:${openedPort}`, port: openedPort, ...files },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
