import type { CalendarDate } from '../calendarDate.ts';
import type { MailLocale } from './mailText.ts';

const months: Readonly<Record<MailLocale, string>> = {
  nb: 'januar februar mars april mai juni juli august september oktober november desember',
  en: 'January February March April May June July August September October November December',
};

/** `25. november 2026`, `25 November 2026`: in words, as 04.05. is read in two ways. */
export function dateInWords(date: CalendarDate, locale: MailLocale): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const name = months[locale].split(' ')[Number(month) - 1] ?? month;
  return `${Number(day)}${locale === 'nb' ? '.' : ''} ${name} ${year}`;
}
