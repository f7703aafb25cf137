import { namesSettlement } from '../hypotheses/settlementText.ts';
import type { Payment } from '../payment.ts';

/** By their name alone: who pays by them is named in no row of theirs. A name behind it, as in "Vipps Kari Dahl", is the payer's. */
const services = /^\s*(?:vipps|mobilepay|nets|klarna|swish|paypal)(?:\s+(?:as|asa|ab|norge|norway|mobilepay))*\s*$/iu;
const banks = /(?<![\p{L}\p{N}])(?:bank|(?:spare|s)bank(?:en)?|handelsbanken|nordea|dnb)(?![\p{L}\p{N}])/iu;

/**
 * Whether the row is of somebody who passes on what many pay, as a bank, an acquirer or Vipps does: neither its account nor
 * its name is of the party that was paid for, however often that was the same one (matching 10).
 */
export const passesMoneyOn = ({ counterpartyName, text }: Pick<Payment, 'counterpartyName' | 'text'>): boolean =>
  namesSettlement({ counterpartyName, text }) ||
  services.test(counterpartyName ?? '') ||
  banks.test(counterpartyName ?? '');
