import { subjectOf } from './clientLabel.ts';
import type { ConnectionMail } from './connectionMail.ts';
import { type MailText, renderMail } from './mailText.ts';

export interface NeedsReconsentFacts {
  /** Of a reminder; 0: it has just ended. */
  readonly daysSince: number;
}

/** A consent has ended, or a reminder after its end (D.2). */
export function needsReconsent(
  { daysSince }: NeedsReconsentFacts,
  { locale, clientName, bankName, returnUrl }: ConnectionMail,
): MailText {
  if (locale === 'nb') {
    const since = daysSince === 0 ? '' : ` for ${daysSince === 1 ? '1 dag' : `${daysSince} dager`} siden`;
    return renderMail({
      locale,
      subject: subjectOf(`Samtykket hos ${bankName} må fornyes`, clientName),
      paragraphs: [
        `Samtykket hos ${bankName} gjelder ikke lenger, og synkroniseringen stoppet${since}.`,
        'Forny det i regnskapssystemet, med BankID hos banken. Det som er hentet, blir stående, og transaksjonene siden da hentes så langt tilbake banken gir dem.',
      ],
      link: returnUrl === null ? null : { label: 'Til regnskapssystemet', url: returnUrl },
    });
  }
  const since = daysSince === 0 ? '' : ` ${daysSince === 1 ? '1 day' : `${daysSince} days`} ago`;
  return renderMail({
    locale,
    subject: subjectOf(`The consent at ${bankName} must be renewed`, clientName),
    paragraphs: [
      `The consent at ${bankName} is no longer good, and synchronisation stopped${since}.`,
      'Renew it in the accounting system, with BankID at the bank. What was fetched stays, and the transactions since then are fetched as far back as the bank gives them.',
    ],
    link: returnUrl === null ? null : { label: 'To the accounting system', url: returnUrl },
  });
}
