import type { ReadsUnderFaults } from './data/readsUnderFaults.ts';
import type { UnattendedReads } from './data/unattendedReads.ts';
import type { FaultRegistry } from './faults/registry.ts';
import type { Bank } from './ledger/bank.ts';
import type { Authorizations } from './oauth/authorizations.ts';
import type { Consents } from './oauth/consents.ts';
import type { Tokens } from './oauth/tokens.ts';
import type { SimulatorSettings } from './options.ts';
import type { RequestLog } from './requestLog.ts';
import type { SimulatorState } from './state/state.ts';
import type { StateFile } from './state/stateFile.ts';
import type { TlsAddress } from './tls/tlsListener.ts';

/** Where the bank listens, without a slash at the end; known once it does. */
export interface Addresses {
  http: string;
  tls: TlsAddress | null;
}

/** What the routes work with. */
export interface SimulatorContext {
  readonly settings: SimulatorSettings;
  readonly state: SimulatorState;
  readonly stateFile: StateFile;
  readonly bank: Bank;
  readonly consents: Consents;
  readonly authorizations: Authorizations;
  readonly tokens: Tokens;
  readonly faults: FaultRegistry;
  readonly requests: RequestLog;
  readonly unattendedReads: UnattendedReads;
  readonly reads: ReadsUnderFaults;
  readonly addresses: Addresses;
}
