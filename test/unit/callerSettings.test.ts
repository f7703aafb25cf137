import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, loadSettings } from '../../src/config.ts';

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

describe('C-9 limits', () => {
  const rates = {
    keyPerSecond: 100,
    keyBurst: 200,
    routePerSecond: 25,
    initiatePerMinute: 10,
    callbackPerMinute: 60,
    refusedConnectsPerMinute: 5,
  };
  test.each([
    ['sandbox', {}, null],
    ['sandbox, asked for', { RATE_LIMITS: 'on' }, 200],
    ['production', production, 200],
    ['production, of its own', { ...production, MAX_REQUESTS_IN_FLIGHT: '20' }, 20],
    ['production, refused', { ...production, RATE_LIMITS: 'off' }, null],
  ])('C-9 %s', (_name, environment, mostInFlight) => {
    const { limits } = loadSettings(environment);
    expect(limits).toEqual({ rates: mostInFlight === null ? null : rates, mostInFlight, trustedProxies: [] });
  });

  test('C-9 proxies that are believed', () => {
    const proxies = (text: string) => loadSettings({ TRUSTED_PROXIES: text }).limits.trustedProxies;
    expect(proxies('10.0.0.0/8, 192.0.2.7,::1')).toEqual(['10.0.0.0/8', '192.0.2.7', '::1']);
    for (const wrong of ['true', 'proxy.example', '10.0.0.0/8,', '10.0.0.0/40'])
      expect(refusalOf({ TRUSTED_PROXIES: wrong })).toContain('TRUSTED_PROXIES');
    expect(refusalOf({ RATE_KEY_BURST: '0' })).toContain('RATE_KEY_BURST');
  });
});

test('C-1 tokens of an issuer: all three settings or none, over https', () => {
  const jwt = {
    AUTH_JWT_ISSUER: 'https://id.example',
    AUTH_JWT_AUDIENCE: 'kontosync',
    AUTH_JWT_JWKS_URL: 'https://id.example/jwks',
  };
  expect(loadSettings(jwt).jwt).toEqual({
    issuer: 'https://id.example',
    audience: 'kontosync',
    jwksUrl: 'https://id.example/jwks',
  });
  expect(refusalOf({ ...jwt, AUTH_JWT_AUDIENCE: '' })).toContain('all or none');
  expect(refusalOf({ ...jwt, AUTH_JWT_JWKS_URL: 'http://id.example/jwks' })).toContain('https');
  expect(refusalOf({ ...jwt, AUTH_JWT_JWKS_URL: 'http://127.0.0.1:1/jwks' })).toBeNull();
  expect(refusalOf({ ...production, ...jwt, AUTH_JWT_JWKS_URL: 'http://127.0.0.1:1/jwks' })).toContain('https');
});
