import { calendarDate } from '../calendarDate.ts';
import { subjectOf } from './clientLabel.ts';
import { dateInWords } from './dateInWords.ts';
import { type MailLocale, type MailText, renderMail } from './mailText.ts';

/** What waits for a person, as counts: no name, account, amount or text of the bank leaves by mail. */
export interface ReviewDigestFacts {
  readonly waiting: number;
  /** Of these, rows with an invoice to choose from. */
  readonly withCandidates: number;
  /** Booking date of the oldest, `YYYY-MM-DD`. */
  readonly oldestDate: string;
}

/** Once a day, while anything waits (contract 3.2). */
export function reviewDigest(
  { waiting, withCandidates, oldestDate }: ReviewDigestFacts,
  { locale, clientName }: { readonly locale: MailLocale; readonly clientName: string | null },
): MailText {
  const oldest = dateInWords(calendarDate(oldestDate), locale);
  if (locale === 'nb') {
    const said =
      waiting === 1 ? '1 transaksjon venter på gjennomgang' : `${waiting} transaksjoner venter på gjennomgang`;
    return renderMail({
      locale,
      subject: subjectOf(said, clientName),
      paragraphs: [
        `${said}. ${waiting === 1 ? 'Den' : 'Den eldste'} ble bokført i banken ${oldest}.`,
        `Med forslag til faktura: ${withCandidates}. Uten forslag: ${waiting - withCandidates}.`,
        'Åpne listen over det som venter i regnskapssystemet for å godta, fordele eller avvise.',
      ],
      link: null,
    });
  }
  const said = waiting === 1 ? '1 transaction waits for review' : `${waiting} transactions wait for review`;
  return renderMail({
    locale,
    subject: subjectOf(said, clientName),
    paragraphs: [
      `${said}. ${waiting === 1 ? 'It' : 'The oldest'} was booked at the bank on ${oldest}.`,
      `With an invoice proposed: ${withCandidates}. Without a proposal: ${waiting - withCandidates}.`,
      'Open the review queue in the accounting system to accept, allocate or reject.',
    ],
    link: null,
  });
}
