/** The simulated bank as a program of its own: `node simulator/main.ts`. */
import { z } from 'zod';
import type { SimulatorOptions } from './options.ts';
import { type RunningSimulator, startSimulator } from './startSimulator.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const environmentSchema = z.object({
  SIMULATOR_PORT: port.default(8090),
  SIMULATOR_HOST: z.string().optional(),
  SIMULATOR_SEED: z.string().optional(),
  /** Comma-separated. */
  SIMULATOR_REDIRECT_URIS: z.string().optional(),
  SIMULATOR_STATE_FILE: z.string().optional(),
  /** The https listener's port; there is one where the folder for its callers' certificates is named. */
  SIMULATOR_TLS_PORT: port.optional(),
  SIMULATOR_TLS_DIR: z.string().optional(),
  SIMULATOR_PAGE_SIZE: z.coerce.number().int().min(1).max(2_000).optional(),
  DNB_CLIENT_ID: z.string().optional(),
  DNB_CLIENT_SECRET: z.string().optional(),
  DNB_API_KEY: z.string().optional(),
});

const wrongConfiguration = 78;

function fail(message: string, status: number): never {
  process.stderr.write(`simulator: ${message}\n`);
  process.exit(status);
}

function readOptions(): SimulatorOptions {
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success)
    return fail(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      wrongConfiguration,
    );
  const env = parsed.data;
  const redirectUris = env.SIMULATOR_REDIRECT_URIS?.split(',').map((uri) => uri.trim());
  return {
    port: env.SIMULATOR_PORT,
    ...(env.SIMULATOR_HOST && { host: env.SIMULATOR_HOST }),
    ...(env.SIMULATOR_SEED && { seed: env.SIMULATOR_SEED }),
    ...(redirectUris && { redirectUris }),
    ...(env.SIMULATOR_STATE_FILE && { stateFile: env.SIMULATOR_STATE_FILE }),
    ...(env.SIMULATOR_TLS_DIR && { tls: { port: env.SIMULATOR_TLS_PORT ?? 0, folder: env.SIMULATOR_TLS_DIR } }),
    ...(env.SIMULATOR_PAGE_SIZE && { pageSize: env.SIMULATOR_PAGE_SIZE }),
    ...(env.DNB_CLIENT_ID && { clientId: env.DNB_CLIENT_ID }),
    ...(env.DNB_CLIENT_SECRET && { clientSecret: env.DNB_CLIENT_SECRET }),
    ...(env.DNB_API_KEY && { apiKey: env.DNB_API_KEY }),
  };
}

async function start(options: SimulatorOptions): Promise<RunningSimulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const reason = taken ? `port ${options.port} is taken (SIMULATOR_PORT)` : String(error);
    return fail(reason, wrongConfiguration);
  }
}

const simulator = await start(readOptions());
process.stdout.write(`simulated bank ready at ${simulator.url}\n`);
if (simulator.tls !== null) process.stdout.write(`with client certificates at ${simulator.tls.url}\n`);

let stopping: Promise<void> | undefined;
const stop = (): void => {
  stopping ??= simulator.close().then(
    () => process.exit(0),
    (error: unknown) => fail(String(error), 1),
  );
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
process.once('disconnect', stop); // whoever started us is gone
process.channel?.unref();
