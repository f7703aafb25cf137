import { foldName } from './foldName.ts';

/**
 * Words, folded, that stand in the texts of payments of many clients: of the bank, of the payer's form, of the calendar.
 * None of them tells whose payment it is.
 */
const commonWords: ReadonlySet<string> = new Set(
  `faktura fakturanr fakturanummer faktnr fakt fak fnr inv invoice regning kundenr kundenummer kunde kid kidnr kidnummer
  betaling betalt betaler betalinger innbetaling utbetaling overforing overfort overf giro nettgiro nettbank mobilbank
  nettbetaling straksbetaling avtalegiro efaktura vipps vippsnr mobilepay kontonr konto kto bankgiro sepa swift iban
  melding ref referanse refnr arkivref nr nummer no nok kr kroner ore belop sum dato forfall forfalt forfallsdato for fra
  til av og med pa i om den det gjelder vedr vedrorende iflg ifolge hele del delbetaling rest restbelop avdrag rate
  purring purregebyr inkasso gebyr renter mva inkl eks vare varekjop visa mastercard kort kortnr terminal butikk netthandel
  januar februar mars april mai juni juli august september oktober november desember jan feb mar apr jun jul aug sep sept
  okt nov des mandag tirsdag onsdag torsdag fredag lordag sondag uke maned mnd ar arlig kvartal termin abonnement
  medlemskontingent kontingent leie husleie takk hei hilsen the of and to from payment paid date your our`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** A name is told early, and every word more is looked for among all names. */
const mostWords = 12;

/**
 * What may be a name in a payment's text: the folded text less words with digits and common words; empty where nothing is
 * left (matching 4).
 */
export const nameInText = (text: string | null): string =>
  foldName(text ?? '')
    .split(' ')
    .filter((word) => word.length > 1 && !/[0-9]/.test(word) && !commonWords.has(word))
    .slice(0, mostWords)
    .join(' ');
