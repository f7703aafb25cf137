import type { ItemAllocation } from '../domain/matching/decision.ts';
import type { OpenItem, Party } from '../domain/matching/openItem.ts';
import type { Payment } from '../domain/matching/payment.ts';
import { parseMinor } from '../domain/money.ts';
import { type ConfirmedLine, confirmedLine } from './confirmedLine.ts';
import { invoiceLine } from './invoiceLine.ts';
import { type LineProblem, readJsonLines } from './readJsonLines.ts';
import { transactionLine } from './transactionLine.ts';

export interface MatchFiles {
  readonly invoices: string;
  readonly transactions: string;
  readonly confirmed: string | undefined;
}

export interface ReadMatchFiles {
  readonly items: readonly OpenItem[];
  readonly parties: ReadonlyMap<string, Party>;
  readonly payments: readonly Payment[];
  /** By the payment's id. */
  readonly confirmed: ReadonlyMap<string, readonly ItemAllocation[]>;
}

/**
 * Reads the files of contract 4. What is wrong with a line is told to `onProblem`; the others are loaded. Throws
 * `BadFileError` where a file cannot be read.
 */
export async function readMatchFiles(
  { invoices, transactions, confirmed }: MatchFiles,
  onProblem: (problem: LineProblem) => void,
): Promise<ReadMatchFiles> {
  const items = new Map<string, OpenItem>();
  const parties = new Map<string, Party>();
  for await (const { lineNumber, value } of readJsonLines(invoices, invoiceLine, onProblem)) {
    const { item, party } = value;
    if (items.has(item.id)) {
      onProblem({ file: invoices, lineNumber, message: twice('external_id', item.id) });
      continue;
    }
    items.set(item.id, item);
    parties.set(party.id, joinParty(parties.get(party.id), party));
  }
  const payments = new Map<string, Payment>();
  for await (const { lineNumber, value } of readJsonLines(transactions, transactionLine, onProblem)) {
    if (payments.has(value.id)) onProblem({ file: transactions, lineNumber, message: twice('id', value.id) });
    else payments.set(value.id, value);
  }
  const answers = new Map<string, readonly ItemAllocation[]>();
  if (confirmed !== undefined) {
    for await (const { lineNumber, value } of readJsonLines(confirmed, confirmedLine, onProblem)) {
      const read = allocationsOf(value, { items, payments });
      if (typeof read === 'string') onProblem({ file: confirmed, lineNumber, message: read });
      else answers.set(value.transaction_id, read);
    }
  }
  return { items: [...items.values()], parties, payments: [...payments.values()], confirmed: answers };
}

const twice = (name: string, value: string): string => `${name}: ${value} occurs twice; the first counts`;

/** The later line's name counts; accounts and further names add up. */
function joinParty(known: Party | undefined, read: Party): Party {
  if (known === undefined) return read;
  if (isSame(known, read)) return known;
  return {
    ...read,
    accounts: [...new Set([...known.accounts, ...read.accounts])],
    orgNumber: read.orgNumber ?? known.orgNumber,
    aliases: [...new Set([...known.aliases, ...(known.name === read.name ? [] : [known.name]), ...read.aliases])],
  };
}

const isSame = (known: Party, read: Party): boolean =>
  known.name === read.name &&
  known.orgNumber === read.orgNumber &&
  read.accounts.every((account) => known.accounts.includes(account)) &&
  read.aliases.every((alias) => known.aliases.includes(alias));

/** The allocations, or what is wrong with them. */
function allocationsOf(
  { transaction_id, allocations }: ConfirmedLine,
  {
    items,
    payments,
  }: { readonly items: ReadonlyMap<string, OpenItem>; readonly payments: ReadonlyMap<string, Payment> },
): readonly ItemAllocation[] | string {
  if (!payments.has(transaction_id)) return `transaction_id: ${transaction_id} is not among the transactions`;
  const read: ItemAllocation[] = [];
  for (const { external_id, amount } of allocations) {
    const item = items.get(external_id);
    if (item === undefined) return `allocations: ${external_id} is not among the invoices`;
    const parsed = parseMinor(amount, item.currency);
    if (!parsed.ok || parsed.amountMinor <= 0n) return `allocations: ${amount} is no amount in ${item.currency}`;
    read.push({ itemId: external_id, amountMinor: parsed.amountMinor });
  }
  return read;
}
