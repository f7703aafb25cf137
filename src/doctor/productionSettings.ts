import { ConfigurationError, loadSettings, type Settings, simulatorCredentials } from '../config.ts';
import { weakSecretRule } from '../security/weakSecret.ts';
import { type Finding, good, person, wrong } from './finding.ts';

/**
 * The settings by the lines of the checklist for production: what a start with `DNB_USE_SANDBOX=false` would refuse, and
 * what it cannot know to be a mistake. Names variables, never their values.
 */
export function checkProductionSettings(settings: Settings, environment: NodeJS.ProcessEnv): readonly Finding[] {
  return [
    environmentIsProduction(settings),
    startsInProduction(environment),
    applicationIsRegistered(settings),
    redirectIsProduction(settings),
    secretIsStrong(settings),
    mailGoesOut(settings),
  ];
}

const environmentIsProduction = ({ dnb }: Settings): Finding =>
  dnb.sandbox
    ? wrong('sandbox is off', 'DNB_USE_SANDBOX is true', 'set DNB_USE_SANDBOX=false for API and workers')
    : good('sandbox is off', 'DNB_USE_SANDBOX=false');

function startsInProduction(environment: NodeJS.ProcessEnv): Finding {
  const subject = 'settings of production';
  try {
    loadSettings({ ...environment, DNB_USE_SANDBOX: 'false' });
    return good(subject, 'all that are required are set');
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return wrong(subject, error.message.replaceAll(/\s*\n\s*/g, ' '), 'set them; docs/operations.md, Settings');
  }
}

function applicationIsRegistered({ dnb }: Settings): Finding {
  const subject = 'registered application';
  const ofSimulator = [
    ...(dnb.clientId === simulatorCredentials.clientId ? ['DNB_CLIENT_ID'] : []),
    ...(dnb.clientSecret === simulatorCredentials.clientSecret ? ['DNB_CLIENT_SECRET'] : []),
    ...(dnb.apiKey === simulatorCredentials.apiKey ? ['DNB_API_KEY'] : []),
  ];
  if (dnb.profile === 'oauth2' && ofSimulator.length > 0)
    return wrong(
      subject,
      `${ofSimulator.join(', ')}: the simulator's`,
      'register a production application at developer.dnb.no and set what it was given',
    );
  if (
    dnb.baseUrl !== undefined &&
    /sandbox|simulat|localhost|127\.0\.0\.1|\[::1\]/i.test(new URL(dnb.baseUrl).hostname)
  )
    return wrong(subject, 'DNB_BASE_URL is not the production address', "set the bank's production address");
  return good(subject, dnb.profile === 'oauth2' ? 'client id, secret and API key are set' : 'by its certificate');
}

function redirectIsProduction({ dnb }: Settings): Finding {
  const subject = 'redirect address';
  const { protocol, hostname } = new URL(dnb.redirectUri);
  const cure =
    'set DNB_REDIRECT_URI to https://<your domain>/api/dnb/oauth/callback, and the same at the bank, byte for byte';
  if (protocol !== 'https:') return wrong(subject, 'DNB_REDIRECT_URI is not https', cure);
  if (/^(localhost|127\.|\[::1\])/.test(hostname)) return wrong(subject, 'DNB_REDIRECT_URI is this machine', cure);
  return good(subject, `https at ${hostname}; it must stand at the bank byte for byte`);
}

function secretIsStrong({ secretKey, dnb, bootstrapKey }: Settings): Finding {
  const subject = 'SECRET_KEY';
  const cure = 'make one by: openssl rand -base64 48; put the old one into SECRET_KEYS_PREVIOUS';
  if (secretKey === undefined) return wrong(subject, 'is not set', cure);
  const rule = weakSecretRule(secretKey, [dnb.clientSecret, ...(bootstrapKey === undefined ? [] : [bootstrapKey])]);
  return rule === null ? good(subject, 'is strong') : wrong(subject, rule, cure);
}

const mailGoesOut = ({ mail }: Settings): Finding =>
  mail.server === null
    ? wrong('mail', 'SMTP_URL is not set: mails would be files in the data folder', 'set SMTP_URL and MAIL_FROM')
    : good('mail', 'SMTP_URL is set');

/** What the checklist asks of people. */
export const leftToPeople: readonly Finding[] = [
  person(
    'error monitoring',
    'no program can see whether somebody is told',
    'send log lines at level error and those with the field alert to whoever is on call; see docs/operations.md',
  ),
  person(
    'user guide',
    'for those who connect and review',
    'give them docs/erp-guide.md and the pages that you built on it',
  ),
  person(
    'the first week',
    'look at it each day',
    'Web UI, Status: Failed; alerts of the watchdog; GET /api/v1/tasks of each client',
  ),
];
