import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../src/local/ports.ts';

export interface ApiProcess {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

const startsWithinMs = 30_000;
const root = resolve(import.meta.dirname, '../..');

/**
 * The API as it is run, `kontosync api`, in a process of its own. The limits of callers are counted, and set so high that
 * nobody meets them. Temporal is not there: a read does not need it.
 */
export async function startApiProcess(databaseUrl: string): Promise<ApiProcess> {
  const port = await freePort();
  const api = spawn(process.execPath, [join(root, 'src/main.ts'), 'api'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      SECRET_KEY: `${randomUUID()}${randomUUID()}`,
      PORT: String(port),
      DNB_BASE_URL: 'http://127.0.0.1:1',
      DNB_CLIENT_ID: 'bench',
      DNB_CLIENT_SECRET: 'bench',
      DNB_API_KEY: 'bench',
      DNB_REDIRECT_URI: 'http://localhost:8000/api/dnb/oauth/callback',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      RATE_LIMITS: 'on',
      RATE_KEY_PER_SECOND: '1000000',
      RATE_KEY_BURST: '1000000',
      RATE_ROUTE_PER_SECOND: '1000000',
    },
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (api.exitCode !== null) return;
    api.kill('SIGTERM');
    await once(api, 'exit');
  };
  for (const deadline = Date.now() + startsWithinMs; ; await pause(100)) {
    const isLive = await fetch(`${baseUrl}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isLive) return { baseUrl, stop };
    if (api.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('the API does not start');
    }
  }
}
