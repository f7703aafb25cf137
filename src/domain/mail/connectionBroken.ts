import { calendarDate } from '../calendarDate.ts';
import { subjectOf } from './clientLabel.ts';
import type { ConnectionMail } from './connectionMail.ts';
import { dateInWords } from './dateInWords.ts';
import { type MailText, renderMail } from './mailText.ts';

export interface ConnectionBrokenFacts {
  /** `YYYY-MM-DD` in the bank's zone. */
  readonly sinceDate: string;
  /** For whoever is asked for help: an id of ours, nothing of the bank's. */
  readonly connectionId: string;
}

/** A connection waits for an operator (`needs_operator`). */
export function connectionBroken(
  { sinceDate, connectionId }: ConnectionBrokenFacts,
  { locale, clientName, bankName }: ConnectionMail,
): MailText {
  const since = dateInWords(calendarDate(sinceDate), locale);
  if (locale === 'nb')
    return renderMail({
      locale,
      subject: subjectOf(`Synkroniseringen fra ${bankName} har stoppet`, clientName),
      paragraphs: [
        `Siden ${since} kan transaksjoner fra ${bankName} ikke hentes. Det som er hentet, blir stående.`,
        'Feilen må rettes av dem som drifter regnskapssystemet. Du trenger ikke gjøre noe; varer det ved, så spør dem og oppgi referansen.',
        `Referanse: ${connectionId}`,
      ],
      link: null,
    });
  return renderMail({
    locale,
    subject: subjectOf(`Synchronisation from ${bankName} has stopped`, clientName),
    paragraphs: [
      `Since ${since} transactions from ${bankName} cannot be fetched. What was fetched stays.`,
      'The fault must be mended by those who operate the accounting system. You need do nothing; where it lasts, ask them and give the reference.',
      `Reference: ${connectionId}`,
    ],
    link: null,
  });
}
