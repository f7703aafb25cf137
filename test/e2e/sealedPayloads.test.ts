import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { temporaryFolder } from '../integration/local/temporaryFolder.ts';
import { connectAccount, syncNow } from './connectAccount.ts';
import { exportHistory, readableText } from './histories.ts';
import { useWorld } from './useWorld.ts';
import { createWorkers } from './workerProcess.ts';

const world = useWorld({ workers: 'elsewhere', environment: { TEMPORAL_PAYLOAD_CODEC: 'true' } });
const workers = createWorkers();
afterEach(() => workers.killAll());

const payloadsShape = z.object({ payloads: z.array(z.object({ data: z.base64() })) });
const sealedShape = z.object({ metadata: z.record(z.string(), z.string()), data: z.base64() });

/** The payloads of a history as a codec endpoint gets them. */
function payloadsIn(value: unknown): z.output<typeof sealedShape>[] {
  if (typeof value !== 'object' || value === null) return [];
  const payload = sealedShape.safeParse(value);
  return payload.success ? [payload.data] : Object.values(value).flatMap(payloadsIn);
}

describe('TEMPORAL_PAYLOAD_CODEC', () => {
  test('B-13 a history holds no readable payload or message; the endpoint opens them for a key with scope admin', async () => {
    const bundleFile = join(await temporaryFolder(), 'workflows.sealing.bundle.js');
    const program = join(import.meta.dirname, '../../src/worker/bundleProgram.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'true'], { maxBuffer: 2 ** 26 });
    await writeFile(bundleFile, stdout);
    await workers.start({ ...world(), bundleFile });
    const { temporal, erp, database } = world();

    const { connectionId } = await connectAccount(world(), { rows: 5 });
    expect((await syncNow(world(), connectionId)).status).toMatch(/^complete/);
    // Fails by the workflow, and by a step: a grant that does not open.
    await database.admin(`update bank_grants set ciphertext = 'x', access_expires_at = now() - interval '1 minute'`);
    const unreadable = await erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
    expect(unreadable.status).toBe(503);
    const handle = temporal.client.workflow.getHandle(`sync/${connectionId}`);
    expect((await handle.describe()).status.name).toBe('FAILED');
    await expect(handle.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('Failed to decrypt a token') },
    });

    const life = await exportHistory(world(), `connection/${connectionId}`);
    const run = await exportHistory(world(), `sync/${connectionId}`);
    for (const history of [life, run]) {
      const text = readableText(history);
      // A history has members `kind` and `runId` of its own.
      expect(text).not.toMatch(/"(clientId|connectionId)":/);
      expect(text).not.toContain('Failed to decrypt');
      expect(text).not.toContain('at async');
    }
    expect(run.json).toContain('Encoded failure');

    const sealed = payloadsIn(JSON.parse(life.json)).filter(({ metadata }) => 'encryption-key-id' in metadata);
    expect(sealed.length).toBeGreaterThan(5);
    const opened = await erp.call('POST', '/codec/decode', { body: { payloads: sealed } });
    const texts = payloadsShape.parse(opened.body).payloads.map(({ data }) => Buffer.from(data, 'base64').toString());
    expect(texts.some((text) => text.includes(`"connectionId":"${connectionId}"`))).toBe(true);

    const encoded = await erp.call('POST', '/codec/encode', {
      body: { payloads: [{ metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data: 'InRleHQi' }] },
    });
    const [again] = z.object({ payloads: z.array(sealedShape) }).parse(encoded.body).payloads;
    expect(again?.data).not.toBe('InRleHQi');
    const back = await erp.call('POST', '/codec/decode', { body: { payloads: [again] } });
    expect(payloadsShape.parse(back.body).payloads[0]?.data).toBe('InRleHQi');
  }, 120_000);
});
