import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { UsageError } from '../../../src/command.ts';
import { loadSettings } from '../../../src/config.ts';
import { taskQueues } from '../../../src/contracts/ids.ts';
import { checkSecrets } from '../../../src/db/repositories/secretsCheck.ts';
import { doctorCommand } from '../../../src/doctor/doctorCommand.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { type ConnectedTemporal, connectTemporal, temporalEndpoint } from '../../../src/temporal/connectTemporal.ts';
import { registerNamespace } from '../../../src/temporal/namespaceRegistration.ts';
import { ensureSchedules } from '../../../src/temporal/schedules.ts';
import { registerSearchAttributes } from '../../../src/temporal/searchAttributeRegistration.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { type Mailbox, openMailbox } from '../mail/mailbox.ts';

const secretKey = 'q8Zk1vXw7Rr3Tn5Yb9Lc2Md4Pf6Hg0Js+uEaKiOo';
const namespace = `doctor-${randomUUID()}`;

let database: TestDatabase;
let mailbox: Mailbox;
let bank: Server;
let bankDate: () => string;
let folder: string;
let temporal: ConnectedTemporal;
let environment: Record<string, string>;
beforeAll(async () => {
  database = await openTestDatabase();
  mailbox = await openMailbox({ password: 'only-for-tests' });
  bank = createServer((_request, response) => response.writeHead(401, { date: bankDate() }).end());
  await once(bank.listen(0, '127.0.0.1'), 'listening');
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  environment = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    TEMPORAL_NAMESPACE: namespace,
    DNB_BASE_URL: `http://127.0.0.1:${(bank.address() as AddressInfo).port}`,
    SECRET_KEY: secretKey,
    SMTP_URL: mailbox.url,
    MAIL_FROM: 'erp@erp.example',
    KONTOSYNC_DATA_DIR: folder,
  };
  temporal = connectTemporal(temporalEndpoint(environment));
});
afterAll(async () => {
  await temporal.connection.close();
  await rm(folder, { recursive: true, force: true });
  bank.close();
  await mailbox.close();
  await database.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Exit status and what was printed, by subject. */
async function doctor(changed: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  let out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  const variables = { ...environment, ...changed };
  const status = await doctorCommand({ settings: loadSettings(variables), environment: variables, args });
  const troubles = [...out.matchAll(/^✗ ([^:]+):/gm)].map(([, subject]) => subject);
  return { status, out, troubles };
}

/** The server takes no poll that is shorter than two seconds. */
const isPolled = (name: string): readonly Promise<unknown>[] => {
  const poll = { namespace, taskQueue: { name }, identity: 'a worker' };
  const { connection } = temporal;
  return [
    connection.withDeadline(Date.now() + 3_000, () => connection.workflowService.pollWorkflowTaskQueue(poll)),
    connection.withDeadline(Date.now() + 3_000, () => connection.workflowService.pollActivityTaskQueue(poll)),
  ];
};

describe('contract 1 doctor', () => {
  beforeAll(() => {
    bankDate = () => new Date().toUTCString();
  });

  test('before the first start: Temporal has nothing of ours', async () => {
    const { status, out, troubles } = await doctor();
    expect(troubles).toEqual(['Temporal']);
    expect(out).toMatch(/^✗ Temporal: answers, but not for the namespace .*\n {4}→ look at TEMPORAL_NAMESPACE/m);
    expect(status).toBe(78);
  });

  test('set up, and no worker: 69 and what to start; with one: 0', async () => {
    await registerNamespace(temporal.connection, namespace);
    await registerSearchAttributes(temporal.connection, namespace);
    await ensureSchedules(temporal.client, {
      taskQueue: taskQueues.batch,
      ...loadSettings({}).sync,
    });
    const keyring = createKeyring({ secretKey });
    await checkSecrets({ orm: database.orm, keyring, cipher: createCipher(keyring) });
    const without = await doctor();
    expect(without.troubles).toEqual(['workers']);
    expect(without.out).toMatch(/start a worker: kontosync worker/);
    expect(without.status).toBe(69);

    await Promise.allSettled(Object.values(taskQueues).flatMap(isPolled));
    const { status, out, troubles } = await doctor();
    expect(troubles).toEqual([]);
    expect(status).toBe(0);
    for (const subject of ['PostgreSQL', 'roles', 'schema', 'stored secrets', 'Temporal', 'Schedules', 'bank', 'clock'])
      expect(out).toContain(`✓ ${subject}: `);
    for (const secret of [secretKey, 'only-for-tests']) expect(out).not.toContain(secret);
  }, 30_000);

  const nowhere = 'http://127.0.0.1:1';
  test.each<[string, Readonly<Record<string, string>>, string, number]>([
    ['PostgreSQL is away', { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' }, 'PostgreSQL', 69],
    ['Temporal is away', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'Temporal', 69],
    ['the bank is away', { DNB_BASE_URL: nowhere }, 'bank', 69],
    ['no mail server', { SMTP_URL: 'smtp://127.0.0.1:1' }, 'mail server', 69],
    ['another secret', { SECRET_KEY: `${secretKey}another` }, 'stored secrets', 78],
    ['no certificate', { DNB_TLS_CERT_FILE: '/nowhere', DNB_TLS_KEY_FILE: '/nowhere' }, 'client certificate', 78],
  ])('%s', async (_name, changed, subject, status) => {
    const found = await doctor(changed);
    expect(found.troubles).toContain(subject);
    expect(found.out).toMatch(new RegExp(`^✗ ${subject}: .*\\n {4}→ `, 'm'));
    if (found.troubles.length === 1) expect(found.status).toBe(status);
  });

  test('a wrong password of the mail server', async () => {
    const { troubles, status } = await doctor({ SMTP_URL: mailbox.url.replace('only-for-tests', 'another') });
    expect(troubles).toEqual(['mail server']);
    expect(status).toBe(78);
  });

  test('a data folder that others may enter', async () => {
    await chmod(folder, 0o755);
    try {
      expect((await doctor()).troubles).toEqual(['data folder']);
    } finally {
      await chmod(folder, 0o700);
    }
  });

  test('a clock that is not the one of the bank', async () => {
    bankDate = () => new Date(Date.now() - 90_000).toUTCString();
    const { out, troubles } = await doctor();
    bankDate = () => new Date().toUTCString();
    expect(troubles).toEqual(['clock']);
    expect(out).toMatch(/clock: (89|9\d) s ahead of the bank's/);
  });

  test('with --production the checklist is gone through too', async () => {
    const { out, troubles, status } = await doctor({}, ['--production']);
    expect(troubles).toEqual(expect.arrayContaining(['sandbox is off', 'registered application', 'redirect address']));
    expect(out).toMatch(/^\? a real account: no run was read to the end yet/m);
    expect(out).toMatch(/^\? the first week: /m);
    expect(status).toBe(78);
  });

  test('wrong use', async () => {
    await expect(doctor({}, ['--all'])).rejects.toThrow(UsageError);
  });
});
