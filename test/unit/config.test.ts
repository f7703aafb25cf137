import { isAbsolute } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, loadSettings, requireSetting, simulatorCredentials } from '../../src/config.ts';

const production = {
  DNB_USE_SANDBOX: 'false',
  DNB_CLIENT_ID: 'client',
  DNB_CLIENT_SECRET: 'secret',
  DNB_API_KEY: 'key',
  DNB_BASE_URL: 'https://bank.example/psd2',
  DNB_REDIRECT_URI: 'https://erp.example/callback',
  SECRET_KEY: 'a long secret',
} as const;

function refusalOf(environment: NodeJS.ProcessEnv): string | null {
  try {
    loadSettings(environment);
    return null;
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

test('contract 2 the defaults', () => {
  expect(loadSettings({})).toEqual({
    port: 8000,
    databaseUrl: undefined,
    temporal: { address: undefined, namespace: 'default', cliPath: undefined, uiUrl: undefined, payloadCodec: false },
    dataDir: expect.stringMatching(/\/\.kontosync$/),
    localPorts: { postgres: undefined, temporal: undefined, temporalUi: undefined, simulator: undefined },
    bootstrapKey: undefined,
    demo: undefined,
    dnb: {
      profile: 'oauth2',
      ...simulatorCredentials,
      redirectUri: 'http://localhost:8000/api/dnb/oauth/callback',
      scope: expect.stringMatching(/accounts.*transactions/),
      sandbox: true,
      baseUrl: undefined,
      tls: {},
    },
    secretKey: undefined,
    previousSecretKeys: [],
    sync: { time: '03:00', timeZone: 'UTC', schedule: 'temporal', concurrency: 50 },
    mail: { server: null, from: { name: 'Kontosync', address: 'kontosync@localhost' } },
    limits: { rates: null, mostInFlight: null, trustedProxies: [] },
    webhooks: { sandbox: true, privateHosts: new Set() },
    jwt: null,
    matchAdvisor: null,
    logLevel: 'info',
  });
});

test('contract 2 an empty variable counts as unset, an unknown one as nothing', () => {
  const names = [
    'PORT',
    'DATABASE_URL',
    'DNB_USE_SANDBOX',
    'DNB_BASE_URL',
    'SECRET_KEYS_PREVIOUS',
    'SYNC_TIME',
    'LOG_LEVEL',
  ];
  const empty = Object.fromEntries(names.map((name) => [name, '']));
  expect(loadSettings({ ...empty, UNKNOWN: 'x', PATH: '/bin' })).toEqual(loadSettings({}));
});

describe('contract 2 what is set', () => {
  test.each([
    [{ PORT: '9000' }, { port: 9000, dnb: { redirectUri: 'http://localhost:9000/api/dnb/oauth/callback' } }],
    [{ DATABASE_URL: 'postgresql://u:p@db/x' }, { databaseUrl: 'postgresql://u:p@db/x' }],
    [{ DATABASE_URL: 'postgres://u:p@db/x' }, { databaseUrl: 'postgres://u:p@db/x' }],
    [{ KONTOSYNC_DATA_DIR: '/srv/x/../y' }, { dataDir: '/srv/y' }],
    [{ SECRET_KEYS_PREVIOUS: 'one,two,' }, { previousSecretKeys: ['one', 'two'] }],
    [{ KONTOSYNC_DEMO: 'false' }, { demo: false }],
    [{ SYNC_TIME: '23:59', SYNC_TIME_ZONE: 'Europe/Oslo' }, { sync: { time: '23:59', timeZone: 'Europe/Oslo' } }],
    [{ SYNC_SCHEDULE: 'external', SYNC_CONCURRENCY: '7' }, { sync: { schedule: 'external', concurrency: 7 } }],
    [{ DNB_TLS_CERT_FILE: '/c', DNB_TLS_KEY_FILE: '/k' }, { dnb: { tls: { certFile: '/c', keyFile: '/k' } } }],
    [{ DNB_REDIRECT_URI: 'https://ERP.example/cb?a=1' }, { dnb: { redirectUri: 'https://ERP.example/cb?a=1' } }],
    [{ DNB_SCOPE: 'a b' }, { dnb: { scope: 'a b' } }],
    [{ KONTOSYNC_BOOTSTRAP_KEY: 'k'.repeat(32) }, { bootstrapKey: 'k'.repeat(32) }],
    [{ POSTGRES_PORT: '1', TEMPORAL_UI_PORT: '65535' }, { localPorts: { postgres: 1, temporalUi: 65_535 } }],
    [production, { dnb: { sandbox: false, baseUrl: production.DNB_BASE_URL }, secretKey: production.SECRET_KEY }],
  ])('%j', (environment, settings) => {
    expect(loadSettings(environment)).toMatchObject(settings);
  });

  test('the data folder is absolute, whatever is set', () => {
    expect(isAbsolute(loadSettings({ KONTOSYNC_DATA_DIR: 'data' }).dataDir)).toBe(true);
  });
});

test('contract 2 a mail server needs a sender, and in production TLS', () => {
  const url = { SMTP_URL: 'smtp://mail.example' };
  expect(refusalOf(url)).toBe('SMTP_URL needs MAIL_FROM');
  const from = { MAIL_FROM: 'no-reply@erp.example' };
  expect(loadSettings({ ...url, ...from }).mail).toMatchObject({ server: { requireTls: false } });
  expect(loadSettings({ ...production, ...url, ...from }).mail).toMatchObject({ server: { requireTls: true } });
});

test('C-16 hosts that webhooks may reach in a private network', () => {
  const hosts = (text: string) => loadSettings({ ...production, WEBHOOK_PRIVATE_HOSTS: text }).webhooks;
  expect(hosts('ERP.internal, 10.0.0.7,,fd00::7')).toEqual({
    sandbox: false,
    privateHosts: new Set(['erp.internal', '10.0.0.7', 'fd00::7']),
  });
  for (const wrong of ['https://erp.internal', 'erp internal', 'a/b'])
    expect(refusalOf({ WEBHOOK_PRIVATE_HOSTS: wrong })).toMatch(/WEBHOOK_PRIVATE_HOSTS/);
});

describe('matching 11 the match advisor', () => {
  const url = { MATCH_ADVISOR_URL: 'https://model.example/advise' };
  const key = { MATCH_ADVISOR_API_KEY: 'canary-key' };

  test('is off unless it has a URL, and its key is never printed', () => {
    expect(loadSettings({}).matchAdvisor).toBeNull();
    expect(loadSettings({ MATCH_ADVISOR_TIMEOUT_MS: '500' }).matchAdvisor).toBeNull();
    const settings = loadSettings({ ...production, ...url, ...key });
    expect(settings.matchAdvisor).toMatchObject({ url: url.MATCH_ADVISOR_URL, timeoutMs: 3_000 });
    expect(settings.matchAdvisor?.apiKey?.reveal()).toBe('canary-key');
    expect(`${JSON.stringify(settings)} ${inspect(settings, { depth: 9 })}`).not.toContain('canary-key');
  });

  test.each([
    ['http://model.example', {}, true],
    ['http://127.0.0.1:9000', key, true],
    ['http://model.example', key, false],
    ['http://127.0.0.1:9000', production, false],
    ['https://model.example', { ...production, ...key }, true],
    ['https://user:canary-4711@model.example', {}, false],
  ])('%s with %j: %s', (address, others, isAllowed) => {
    const environment = { ...others, MATCH_ADVISOR_URL: address };
    if (isAllowed) expect(loadSettings(environment).matchAdvisor?.url).toBe(address);
    else expect(refusalOf(environment)).toMatch(/^MATCH_ADVISOR_URL: (?!.*canary)/);
  });

  test('a key without a URL', () => {
    expect(refusalOf(key)).toBe('MATCH_ADVISOR_API_KEY needs MATCH_ADVISOR_URL');
  });
});

describe('contract 2 a wrong setting: the variable and the rule, never the value', () => {
  const canary = 'canary-4711';
  test.each([
    ['PORT', canary],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['POSTGRES_PORT', '-1'],
    ['TEMPORAL_PORT', canary],
    ['TEMPORAL_UI_PORT', canary],
    ['SIMULATOR_PORT', canary],
    ['DATABASE_URL', canary],
    ['DATABASE_URL', `mysql://root:${canary}@db/x`],
    ['TEMPORAL_UI_URL', canary],
    ['KONTOSYNC_BOOTSTRAP_KEY', canary],
    ['KONTOSYNC_BOOTSTRAP_KEY', `kontosync_test_0123456789abcdef_${'a'.repeat(37)}-${canary}`],
    ['KONTOSYNC_DEMO', canary],
    ['DNB_USE_SANDBOX', canary],
    ['DNB_USE_SANDBOX', 'TRUE'],
    ['DNB_PROFILE', canary],
    ['DNB_BASE_URL', canary],
    ['DNB_BASE_URL', `file:///${canary}`],
    ['DNB_BASE_URL', `ftp://${canary}.example`],
    ['DNB_REDIRECT_URI', canary],
    ['DNB_REDIRECT_URI', `javascript:${canary}`],
    ['DNB_REDIRECT_URI', `ftp://localhost/${canary}`],
    ['SYNC_TIME', canary],
    ['SYNC_TIME', '24:00'],
    ['SYNC_TIME', '3:00'],
    ['SYNC_TIME', '03:60'],
    ['SYNC_TIME_ZONE', canary],
    ['SYNC_TIME_ZONE', 'Europe/Atlantis'],
    ['SYNC_SCHEDULE', canary],
    ['SYNC_CONCURRENCY', '0'],
    ['SYNC_CONCURRENCY', canary],
    ['LOG_LEVEL', canary],
    ['SMTP_URL', `smtp://user:${canary}@`],
    ['SMTP_URL', `smtp://user:${canary}@mail.example?tls=no`],
    ['MAIL_FROM', canary],
    ['MATCH_ADVISOR_URL', canary],
    ['MATCH_ADVISOR_URL', `file:///${canary}`],
    ['MATCH_ADVISOR_API_KEY', `${canary}\r\nx: y`],
    ['MATCH_ADVISOR_TIMEOUT_MS', '0'],
    ['MATCH_ADVISOR_TIMEOUT_MS', canary],
    ['MAIL_FROM', `a@b.example\r\nBcc: ${canary}@c.example`],
  ])('%s=%s', (name, value) => {
    const message = refusalOf({ [name]: value });
    expect(message).toContain(`${name}:`);
    expect(message).not.toContain(canary);
  });

  test('every wrong setting in one message', () => {
    const message = refusalOf({ PORT: 'x', SYNC_TIME: 'x', LOG_LEVEL: 'x' });
    for (const name of ['PORT:', 'SYNC_TIME:', 'LOG_LEVEL:']) expect(message).toContain(name);
  });
});

describe('contract 2 production', () => {
  test.each(['DNB_CLIENT_ID', 'DNB_CLIENT_SECRET', 'DNB_API_KEY', 'DNB_BASE_URL', 'SECRET_KEY'] as const)(
    'needs %s',
    (name) => {
      for (const value of [undefined, ''])
        expect(refusalOf({ ...production, [name]: value })).toBe(`DNB_USE_SANDBOX=false needs ${name}`);
    },
  );

  test('profile consent: a certificate in place of the client’s secrets', () => {
    expect(refusalOf({ DNB_USE_SANDBOX: 'false', DNB_PROFILE: 'consent' })).toBe(
      'DNB_USE_SANDBOX=false needs DNB_TLS_CERT_FILE, DNB_TLS_KEY_FILE, DNB_BASE_URL, SECRET_KEY',
    );
    const { DNB_BASE_URL, DNB_REDIRECT_URI, SECRET_KEY } = production;
    const byCertificate = { DNB_PROFILE: 'consent', DNB_TLS_CERT_FILE: '/c', DNB_TLS_KEY_FILE: '/k' };
    expect(
      loadSettings({ DNB_USE_SANDBOX: 'false', DNB_BASE_URL, DNB_REDIRECT_URI, SECRET_KEY, ...byCertificate }).dnb,
    ).toMatchObject({ profile: 'consent', sandbox: false });
  });

  test.each(['DNB_TLS_CERT_FILE', 'DNB_TLS_KEY_FILE'])('%s alone', (name) => {
    expect(refusalOf({ [name]: '/f' })).toBe('DNB_TLS_CERT_FILE and DNB_TLS_KEY_FILE: both or none');
  });

  test('all that is missing, in one message', () => {
    expect(refusalOf({ DNB_USE_SANDBOX: 'false' })).toBe(
      'DNB_USE_SANDBOX=false needs DNB_CLIENT_ID, DNB_CLIENT_SECRET, DNB_API_KEY, DNB_BASE_URL, SECRET_KEY',
    );
  });

  test.each([
    ['DNB_BASE_URL', 'http://bank.example'],
    ['DNB_BASE_URL', 'http://127.0.0.1:8090'],
    ['DNB_REDIRECT_URI', 'http://erp.example/callback'],
    ['DNB_REDIRECT_URI', 'http://localhost:8000/api/dnb/oauth/callback'],
    ['DNB_REDIRECT_URI', ''],
  ])('A-11 https only: %s=%s', (name, value) => {
    expect(refusalOf({ ...production, [name]: value })).toBe(`${name}: https is required`);
  });
});

describe('A-11 sandbox', () => {
  test.each(['http://localhost:8000/cb', 'http://127.0.0.1/cb', 'http://[::1]:8000/cb', 'https://erp.example/cb'])(
    'the redirect URI may be %s',
    (uri) => {
      expect(loadSettings({ DNB_REDIRECT_URI: uri }).dnb.redirectUri).toBe(uri);
    },
  );

  test.each(['http://erp.example/cb', 'http://localhost.evil.example/cb', 'http://10.0.0.1/cb'])(
    'and not %s',
    (uri) => {
      expect(refusalOf({ DNB_REDIRECT_URI: uri })).toBe(
        'DNB_REDIRECT_URI: https is required unless the host is loopback',
      );
    },
  );

  test.each(['http://simulator:8090', 'http://127.0.0.1:8090', 'https://bank.example'])(
    'the bank may be at %s',
    (url) => {
      expect(loadSettings({ DNB_BASE_URL: url }).dnb.baseUrl).toBe(url);
    },
  );
});

describe('requireSetting', () => {
  test('gives what is there', () => {
    expect(requireSetting('DATABASE_URL', 'x')).toBe('x');
  });
  test('names what is missing', () => {
    expect(() => requireSetting('DATABASE_URL', undefined)).toThrow(ConfigurationError);
    expect(() => requireSetting('DATABASE_URL', undefined)).toThrow(/^DATABASE_URL /);
  });
});
