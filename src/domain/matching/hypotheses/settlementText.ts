import type { Payment } from '../payment.ts';

/**
 * How banks and acquirers name payments that they book as one sum (matching 2): OCR receipts, card and Vipps settlements.
 * The payments themselves are in the acquirer's file. Whole words, in any case.
 */
const settlementWords: readonly string[] = [
  'ocr',
  'ocr-giro',
  'kid-innbetaling(?:er)?',
  'innbetaling(?:er)? med kid',
  'avtalegiro',
  'bax',
  'kortoppgj(?:ø|o|oe)r',
  'kortomsetning',
  'kortsalg',
  'dagsoppgj(?:ø|o|oe)r',
  'vipps ?(?:as|mobilepay|mobilepay as|oppgj(?:ø|o|oe)r|utbetaling)',
  'vippsnr',
  'nets (?:branch|denmark|norge|as)',
  'elavon',
  'worldline',
  'bambora',
  'zettle',
  'izettle',
  'klarna (?:bank|ab)',
  'stripe',
  'adyen',
  'settlement',
];
const settlement = new RegExp(`(?<![\\p{L}\\p{N}])(?:${settlementWords.join('|')})(?![\\p{L}\\p{N}])`, 'iu');

type Named = Pick<Payment, 'text' | 'counterpartyName'>;

export const namesSettlement = ({ text, counterpartyName }: Named): boolean =>
  settlement.test(`${text ?? ''} ${counterpartyName ?? ''}`);

/** Money in, without its lines, that is named like a sum of several payments. */
export const looksLikeSettlement = (payment: Payment): boolean =>
  payment.amountMinor > 0n && payment.lines.length === 0 && namesSettlement(payment);
