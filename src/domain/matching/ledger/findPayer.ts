import { isOrgNumber } from '../../orgNumber.ts';
import { foldName } from '../names/foldName.ts';
import { bandOfScore } from '../names/nameBand.ts';
import type { BestNames } from '../names/nameIndex.ts';
import { nameInText } from '../names/nameInText.ts';
import type { Payment } from '../payment.ts';
import { accountKeyOf } from './accountKey.ts';
import type { NameFinding, PayerEvidence } from './payerEvidence.ts';

/** All parties of the client; party ids come sorted. */
export interface PartyLookup {
  /** By `accountKeyOf`. */
  readonly ofAccount: (accountKey: string) => readonly string[];
  readonly ofOrgNumber: (orgNumber: string) => readonly string[];
  /** Of a name in the form of `foldName`. */
  readonly bestNames: (folded: string) => BestNames;
}

/** What the payment says about its other side, judged against all parties (matching 4). */
export function findPayer(payment: Payment, parties: PartyLookup): PayerEvidence {
  const account = accountKeyOf(payment.counterpartyAccount);
  const orgNumbers = orgNumbersIn(`${payment.counterpartyName ?? ''} ${payment.text ?? ''}`);
  return {
    account,
    accountParties: account === null ? [] : parties.ofAccount(account),
    orgParties: [...new Set(orgNumbers.flatMap(parties.ofOrgNumber))].toSorted(),
    name: findName(payment, parties),
  };
}

function findName({ counterpartyName, text }: Payment, parties: PartyLookup): NameFinding {
  const named = foldName(counterpartyName ?? '');
  const folded = named === '' ? nameInText(text) : named;
  if (folded === '') return { source: 'missing', folded, score: 0, band: 'below', parties: [] };
  const best = parties.bestNames(folded);
  return { source: named === '' ? 'text' : 'counterparty', folded, band: bandOfScore(best.score), ...best };
}

/** Nine digits in groups of three or none, whose check digit is right. */
export const orgNumbersIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![0-9])[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?![0-9])/g)]
    .map(([found]) => found.replaceAll(' ', ''))
    .filter(isOrgNumber);
