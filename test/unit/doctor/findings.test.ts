import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../../src/config.ts';
import { checkLogin } from '../../../src/doctor/checkDatabase.ts';
import { away, exitStatusOf, type Finding, good, person, renderFindings, wrong } from '../../../src/doctor/finding.ts';
import { checkProductionSettings } from '../../../src/doctor/productionSettings.ts';

const secretKey = 'q8Zk1vXw7Rr3Tn5Yb9Lc2Md4Pf6Hg0Js+uEaKiOo';
const production = {
  DNB_USE_SANDBOX: 'false',
  DNB_CLIENT_ID: 'of-the-portal',
  DNB_CLIENT_SECRET: 'given-by-the-portal',
  DNB_API_KEY: 'also-given-by-the-portal',
  DNB_BASE_URL: 'https://api.bank.example',
  DNB_REDIRECT_URI: 'https://erp.example/api/dnb/oauth/callback',
  SECRET_KEY: secretKey,
  SMTP_URL: 'smtps://erp:only-for-tests@mail.example',
  MAIL_FROM: 'erp@erp.example',
};
const findingsOf = (environment: NodeJS.ProcessEnv): readonly Finding[] =>
  checkProductionSettings(loadSettings(environment), environment);
const wrongOf = (environment: NodeJS.ProcessEnv): readonly string[] =>
  findingsOf(environment).flatMap(({ verdict, subject }) => (verdict === 'good' ? [] : [subject]));

describe('contract 1 doctor --production', () => {
  test('nothing is wrong with settings of production', () => {
    expect(wrongOf(production)).toEqual([]);
  });

  test('a fresh clone: each line of the checklist says what is missing, in names of variables', () => {
    expect(wrongOf({})).toEqual([
      'sandbox is off',
      'settings of production',
      'registered application',
      'redirect address',
      'SECRET_KEY',
      'mail',
    ]);
    expect(renderFindings(findingsOf({}))).toMatch(/DNB_USE_SANDBOX=false needs DNB_CLIENT_ID/);
  });

  const sandbox = { ...production, DNB_USE_SANDBOX: 'true' };
  const rows: readonly (readonly [string, NodeJS.ProcessEnv, string])[] = [
    ['still sandbox', sandbox, 'sandbox is off'],
    [
      'the address of a sandbox',
      { ...production, DNB_BASE_URL: 'https://api.sandbox.dnb.no' },
      'registered application',
    ],
    ['this machine as redirect', { ...production, DNB_REDIRECT_URI: 'https://localhost/callback' }, 'redirect address'],
    ['a weak secret', { ...production, SECRET_KEY: 'your-secret-key-here-change-in-production' }, 'SECRET_KEY'],
    ['a secret that serves twice', { ...production, DNB_CLIENT_SECRET: secretKey }, 'SECRET_KEY'],
    ['no mail server', { ...production, SMTP_URL: '', MAIL_FROM: '' }, 'mail'],
  ];
  test.each(rows)('%s', (_name, environment, subject) => {
    expect(wrongOf(environment)).toEqual([subject]);
  });

  test('B-1 it shows no value of a secret', () => {
    const shown = JSON.stringify([findingsOf(production), findingsOf({ ...production, SECRET_KEY: 'short-and-weak' })]);
    for (const value of [secretKey, 'short-and-weak', 'given-by-the-portal', 'only-for-tests'])
      expect(shown).not.toContain(value);
  });
});

describe('contract 5 the exit status of doctor', () => {
  const rows: readonly (readonly [string, readonly Finding[], number])[] = [
    ['all is well', [good('a', '')], 0],
    ['what only people can see', [good('a', ''), person('b', '', 'look')], 0],
    ['a service is away', [good('a', ''), away('b', '', 'start it')], 69],
    ['a setting is wrong', [wrong('a', '', 'set it')], 78],
    ['both', [away('a', '', 'start it'), wrong('b', '', 'set it')], 78],
  ];
  test.each(rows)('%s', (_name, findings, status) => {
    expect(exitStatusOf(findings)).toBe(status);
  });
});

describe('C-5 the login of the database', () => {
  const well = { versionNumber: 180_001, lacksRoles: false, bypassesPolicies: false };
  test.each([
    ['all is well', well, []],
    ['too old', { ...well, versionNumber: 140_012 }, ['PostgreSQL']],
    ['no member', { ...well, lacksRoles: true }, ['roles']],
    ['a superuser', { ...well, bypassesPolicies: true }, ['roles']],
  ])('%s', (_name, facts, subjects) => {
    const found = checkLogin(facts).filter(({ verdict }) => verdict === 'wrong');
    expect(found.map(({ subject }) => subject)).toEqual(subjects);
    expect(found.every(({ cure }) => cure !== '')).toBe(true);
  });
});
