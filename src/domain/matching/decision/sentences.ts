import { formatMinor } from '../../money.ts';
import type { Group, GroupEvidence } from '../evidence.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';

type Detail = GroupEvidence['detail'];
type Sentence = (hypothesis: Hypothesis, detail: Detail, level: string) => string;

/** What a group found, in words, with the values (matching 7). */
export const sentenceOf = (hypothesis: Hypothesis, { group, level, detail }: GroupEvidence): string =>
  sentences[group](hypothesis, detail, level);

const sentences = {
  REF: reference,
  AMOUNT: amount,
  PARTY: party,
  DATE: date,
  CONTEXT: context,
} as const satisfies Record<Group, Sentence>;

export const numbersOf = ({ items }: Hypothesis): string => {
  const numbers = items.map(({ number }) => number);
  const [first = ''] = numbers;
  return numbers.length <= 1 ? first : `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? ''}`;
};

const nounOf = ({ items }: Hypothesis): string => {
  if (items.every(({ kind }) => kind === 'credit_note')) return items.length > 1 ? 'credit notes' : 'credit note';
  return items.length > 1 ? 'invoices' : 'invoice';
};

function reference(hypothesis: Hypothesis, { kid = '', number = '' }: Detail, level: string): string {
  const named = `${nounOf(hypothesis)} ${numbersOf(hypothesis)}`;
  switch (level) {
    case 'kid_equal':
      return hypothesis.items.length > 1 ? `KID ${kid} is of one of ${named}` : `KID ${kid} equals ${named}`;
    case 'kid_names_party_number_cited':
      return `KID ${kid} names the party, and the text cites ${named}`;
    case 'kid_names_party':
      return `KID ${kid} names the party, not one invoice`;
    case 'number_cited':
      return `The text cites ${number}, ${named}`;
    case 'other_kid':
      return `KID ${kid} is of another open invoice`;
    case 'other_number':
      return `The text cites ${number}, another open invoice`;
    case 'closed_reference':
      return `The payment cites ${number}, which is paid already`;
    case 'unknown_kid':
      return `KID ${kid} is of no invoice of the ledger`;
    case 'unknown_number':
      return `The text cites ${number}, which no invoice of the ledger has`;
    default:
      return 'No reference was found';
  }
}

function amount(hypothesis: Hypothesis, { paid = 0, due = 0, tried = 0 }: Detail, level: string): string {
  const { items, residualMinor, solutions } = hypothesis;
  const currency = items[0]?.currency ?? '';
  const say = (minor: bigint | string | number): string => `${formatMinor(BigInt(minor), currency)} ${currency}`;
  const difference = say(residualMinor < 0n ? -residualMinor : residualMinor);
  switch (level) {
    case 'exact':
      return `The amount ${say(due)} is exact`;
    case 'under_1_kr':
      return `Paid ${say(paid)} of ${say(due)}: rounded by ${difference}`;
    case 'known_fee':
      return `Paid ${say(paid)} of ${say(due)}: the difference of ${difference} is a known fee`;
    case 'converted':
      return `Ordered or converted from another currency: ${say(due)} is open`;
    case 'sum': {
      const others = solutions === 1 ? 'no other sum fits' : `${solutions} or more sums fit`;
      return `The ${nounOf(hypothesis)} ${numbersOf(hypothesis)} add up to ${say(paid)}; ${others} of ${tried} looked at`;
    }
    default:
      return residualMinor < 0n || BigInt(paid) < BigInt(due)
        ? `Paid ${say(paid)} of ${say(due)}: less than is open`
        : `Paid ${say(paid)} of ${say(due)}: ${difference} more than is open`;
  }
}

function party(_hypothesis: Hypothesis, { account = '', payer = '', party: name = '' }: Detail, level: string): string {
  if (level === 'own_account') return `Account ${account} is the company's own`;
  const [first = '', second = ''] = level.split('/');
  if (first === 'org_equal') return `The organisation number of ${name} stands in the payment`;
  const ofAccount = accountWords[first]?.(String(account), String(name)) ?? '';
  const ofName = nameWords[second.replace(/^(?:name|text)_/, '')]?.(String(payer), String(name)) ?? '';
  const source = second.startsWith('text_') ? 'in the text, ' : '';
  return [ofAccount, `${source}${ofName}`].filter((words) => words !== '').join('; ');
}

const accountWords: Readonly<Record<string, (account: string, party: string) => string>> = {
  account_equal: (account, name) => `Account ${account} is of ${name}`,
  account_shared: (account, name) => `Account ${account} is of ${name} and of others`,
  account_other: (account) => `Account ${account} is of another party`,
  account_unlisted: (account, name) => `Account ${account} is none of those known of ${name}`,
  account_unknown: () => 'No account is known',
};

const nameWords: Readonly<Record<string, (payer: string, party: string) => string>> = {
  name_of_other: (payer) => `the name “${payer}” is another party's`,
  of_other: (payer) => `the name “${payer}” is another party's`,
  equal: (payer, name) => `the name “${payer}” equals ${name}`,
  equal_tied: (payer, name) => `the name “${payer}” equals ${name} and other parties`,
  over_93: (payer, name) => `the name “${payer}” is nearly ${name}`,
  over_85: (payer, name) => `the name “${payer}” resembles ${name}`,
  over_70: (payer, name) => `the name “${payer}” somewhat resembles ${name}`,
  tied: (payer, name) => `the name “${payer}” resembles ${name} and other parties alike`,
  not_best: (payer, name) => `the name “${payer}” resembles another party more than ${name}`,
  below: (payer, name) => `the name “${payer}” does not resemble ${name}`,
  missing: () => 'no name is given',
};

function date({ items }: Hypothesis, { days = 0, usual }: Detail): string {
  const count = Math.abs(Number(days));
  const unit = count === 1 ? 'day' : 'days';
  const due = items.toSorted((a, b) => (a.dueDate < b.dueDate ? 1 : -1))[0]?.dueDate ?? '';
  const when =
    count === 0 ? 'on the due date' : `${count} ${unit} ${Number(days) < 0 ? 'before' : 'after'} the due date`;
  const habit = usual === undefined ? '' : `; this party usually pays ${habitOf(Number(usual))}`;
  return `Booked ${when} ${due}${habit}`;
}

const habitOf = (days: number): string =>
  days === 0 ? 'on it' : `${Math.abs(days)} days ${days < 0 ? 'before' : 'after'} it`;

function context(_hypothesis: Hypothesis, { open = 0, equal = 0 }: Detail): string {
  if (Number(open) <= 1) return 'It is the only open invoice of the party';
  return Number(equal) <= 1
    ? `Of ${open} open invoices of the party only this one has the amount`
    : `${equal} of ${open} open invoices of the party have the amount`;
}
