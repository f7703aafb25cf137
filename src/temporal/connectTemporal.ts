import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { sealingClient } from './dataConverters.ts';

export interface TemporalEndpoint {
  readonly connectionOptions: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
}

/**
 * Where the Temporal server is, by the variables and the configuration file that every Temporal program reads
 * (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_…). Throws for a wrong one.
 */
export function temporalEndpoint(environment: NodeJS.ProcessEnv): TemporalEndpoint {
  const overrideEnvVars = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

export interface ConnectedTemporal {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
}

/** With `codec` it seals what it sends (B-13). A client that connects with its first call: the API starts, and says that it is not ready, while Temporal is away. */
export function connectTemporal(
  { connectionOptions, namespace }: TemporalEndpoint,
  codec?: PayloadCodec,
): ConnectedTemporal {
  const connection = Connection.lazy(connectionOptions);
  const sealing = codec === undefined ? {} : { dataConverter: sealingClient(codec) };
  return { connection, namespace, client: new Client({ connection, namespace, ...sealing }) };
}
