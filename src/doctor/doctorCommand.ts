import { type CommandInput, UsageError } from '../command.ts';
import { checkBank } from './checkBank.ts';
import { checkCertificate } from './checkCertificate.ts';
import { checkDatabase } from './checkDatabase.ts';
import { checkDataFolder } from './checkDataFolder.ts';
import { checkMail } from './checkMail.ts';
import { checkTemporal } from './checkTemporal.ts';
import { exitStatusOf, type Finding, good, renderFindings } from './finding.ts';
import { checkProductionSettings, leftToPeople } from './productionSettings.ts';

/**
 * `doctor [--production]`: looks at the settings and at everything that the program needs, changes nothing, and says of
 * each what to do. With `--production` also by the checklist for production. Exit status 78 where something is wrong, 69
 * where a service does not answer, 0 else.
 */
export async function doctorCommand({ settings, environment, args }: CommandInput): Promise<number> {
  const isProduction = args.length === 1 && args[0] === '--production';
  if (args.length > 0 && !isProduction) throw new UsageError('usage: kontosync doctor [--production]');
  const checks: readonly (() => Promise<readonly Finding[]>)[] = [
    () => checkDatabase(settings),
    () => checkTemporal(environment),
    () => checkCertificate(settings.dnb.tls, Date.now()),
    () => checkBank(settings.dnb, Date.now),
    async () => [await checkMail(settings.mail), await checkDataFolder(settings.dataDir)],
  ];
  // A wrong setting has ended the command before: `loadSettings` names each.
  const findings = [
    good('settings', 'each can be read'),
    ...(isProduction ? checkProductionSettings(settings, environment) : []),
    ...(await Promise.all(checks.map((check) => check()))).flat(),
    ...(isProduction ? leftToPeople : []),
  ];
  process.stdout.write(renderFindings(findings));
  return exitStatusOf(findings);
}
