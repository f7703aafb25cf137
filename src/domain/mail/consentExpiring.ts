import { calendarDate } from '../calendarDate.ts';
import { subjectOf } from './clientLabel.ts';
import type { ConnectionMail } from './connectionMail.ts';
import { dateInWords } from './dateInWords.ts';
import { type MailText, renderMail } from './mailText.ts';

export interface ConsentExpiringFacts {
  /** This day and the last one included. */
  readonly daysLeft: number;
  /** The last day that the consent is good for, `YYYY-MM-DD` in the bank's zone. */
  readonly lastDay: string;
}

/** A notice before a consent's end (D-17). */
export function consentExpiring(
  { daysLeft, lastDay }: ConsentExpiringFacts,
  { locale, clientName, bankName, returnUrl }: ConnectionMail,
): MailText {
  const last = dateInWords(calendarDate(lastDay), locale);
  if (locale === 'nb') {
    const left = daysLeft === 1 ? '1 dag' : `${daysLeft} dager`;
    return renderMail({
      locale,
      subject: subjectOf(`Samtykket hos ${bankName} utløper om ${left}`, clientName),
      paragraphs: [
        `Samtykket som lar regnskapssystemet hente transaksjoner fra ${bankName}, gjelder til og med ${last}.`,
        'Forny det før den tid, så fortsetter synkroniseringen uten opphold. Det gjøres i regnskapssystemet, med BankID hos banken.',
      ],
      link: returnUrl === null ? null : { label: 'Til regnskapssystemet', url: returnUrl },
    });
  }
  const left = daysLeft === 1 ? '1 day' : `${daysLeft} days`;
  return renderMail({
    locale,
    subject: subjectOf(`The consent at ${bankName} ends in ${left}`, clientName),
    paragraphs: [
      `The consent that lets the accounting system fetch transactions from ${bankName} is good until the end of ${last}.`,
      'Renew it before then, and synchronisation goes on without a break. It is done in the accounting system, with BankID at the bank.',
    ],
    link: returnUrl === null ? null : { label: 'To the accounting system', url: returnUrl },
  });
}
