import { once } from 'node:events';
import { createServer } from 'node:http';
import { addDays, osloToday } from './calendar.ts';
import type { SimulatorContext } from './context.ts';
import { createApp } from './createApp.ts';
import { createUnattendedReads } from './data/unattendedReads.ts';
import { createFaultRegistry } from './faults/registry.ts';
import { createBank } from './ledger/bank.ts';
import { createAuthorizations } from './oauth/authorizations.ts';
import { createConsents } from './oauth/consents.ts';
import { createTokens } from './oauth/tokens.ts';
import { attendedHistoryDays, defaultSettings, type SimulatorOptions, type SimulatorSettings } from './options.ts';
import { createRequestLog } from './requestLog.ts';
import { emptyState } from './state/state.ts';
import { createStateFile, loadState, noStateFile } from './state/stateFile.ts';
import { openTlsListener, type TlsAddress } from './tls/tlsListener.ts';

export interface RunningSimulator {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The https listener, where one was asked for. */
  readonly tls: TlsAddress | null;
  /** Cuts open connections and writes the state. */
  close(): Promise<void>;
}

/** Starts a simulated bank. Rejects where the address is taken (`EADDRINUSE`) and where the state cannot be read. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { port = 0, host = '127.0.0.1', stateFile: path, tls: tlsOptions, ...given } = options;
  const settings: SimulatorSettings = { ...defaultSettings, ...given };
  const context = createContext(settings, path);
  const app = createApp(context);
  const server = createServer(app);
  server.keepAliveTimeout = 30_000;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const opened = typeof address === 'object' && address !== null ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${opened}`;
  context.addresses.http = url;
  const tls = tlsOptions === undefined ? null : await openTlsListener(app, host, tlsOptions);
  context.addresses.tls = tls?.address ?? null;
  return {
    url,
    tls: tls?.address ?? null,
    port: opened,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, tls?.close()]);
      await context.stateFile.save();
    },
  };
}

function createContext(settings: SimulatorSettings, path: string | undefined): SimulatorContext {
  const { seed, now, persons, newConsentEndsOlder, consentSupersedes } = settings;
  const state =
    (path === undefined ? null : loadState(path, seed)) ??
    emptyState(seed, addDays(osloToday(now()), -attendedHistoryDays));
  const stateFile = path === undefined ? noStateFile : createStateFile(path, state, now);
  stateFile.changed(); // the first day must stay, even if nothing else happens
  return {
    settings,
    state,
    stateFile,
    bank: createBank({ seed, persons, now, state }),
    consents: createConsents({ state, now, newConsentEndsOlder, consentSupersedes, lifeMs: settings.consentLifeMs }),
    authorizations: createAuthorizations(now),
    tokens: createTokens({ state, now }),
    faults: createFaultRegistry(seed),
    requests: createRequestLog(now),
    unattendedReads: createUnattendedReads(),
    reads: new Map(),
    addresses: { http: '', tls: null },
  };
}
