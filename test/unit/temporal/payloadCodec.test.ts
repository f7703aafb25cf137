import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { createKeyring } from '../../../src/security/keyring.ts';
import { createPayloadCodec, isSealed } from '../../../src/temporal/payloadCodec.ts';

const [old, next] = [randomUUID(), randomUUID()];
const codecOf = (secretKey: string, previous: readonly string[] = []) =>
  createPayloadCodec(createKeyring({ secretKey, previous }));
const payloads = ['text', { clientId: 'c' }, undefined, null, [1, 2]].map((value) =>
  defaultPayloadConverter.toPayload(value),
);
const valuesOf = (opened: readonly Parameters<typeof isSealed>[0][]) =>
  opened.map((payload) => defaultPayloadConverter.fromPayload(payload));

test('B-13 payloads come back as they were; nothing of them can be read, and no two are alike', async () => {
  const codec = codecOf(next);
  const sealed = await codec.encode(payloads);
  expect(sealed.every(isSealed)).toBe(true);
  expect(valuesOf(await codec.decode(sealed))).toEqual(['text', { clientId: 'c' }, undefined, null, [1, 2]]);
  expect(sealed.map(({ data }) => Buffer.from(data ?? []).toString('latin1')).join()).not.toMatch(/text|clientId|json/);
  const [first] = await codec.encode(payloads);
  expect(first?.data).not.toEqual(sealed[0]?.data);
});

test('B-13 payloads of a previous secret open, by the key id in their metadata; of one that is not configured they do not', async () => {
  const sealed = await codecOf(old).encode(payloads);
  expect(valuesOf(await codecOf(next, [old]).decode(sealed))[0]).toBe('text');
  await expect(codecOf(next).decode(sealed)).rejects.toMatchObject({ name: 'DecryptionFailed' });
});

test('B-13 what was written without the codec is read as it is; what was altered is refused', async () => {
  expect(valuesOf(await codecOf(next).decode(payloads))[0]).toBe('text');
  const [sealed] = await codecOf(next).encode(payloads);
  const data = Buffer.from(sealed?.data ?? []);
  data[20] = (data[20] ?? 0) ^ 1;
  await expect(codecOf(next).decode([{ ...sealed, data }])).rejects.toMatchObject({ name: 'InvalidToken' });
});
