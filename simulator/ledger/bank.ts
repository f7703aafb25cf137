import { osloToday } from '../calendar.ts';
import type { CreatedAccount, SimulatorState } from '../state/state.ts';
import { countedSource, type GeneratedAccount, livingSource, type RowSource } from './generator.ts';
import { Ledger, type LedgerChanges } from './ledger.ts';
import { drawKontonummer, ibanOf } from './norwegianNumbers.ts';
import type { PersonSpec } from './persons.ts';
import { createRandom } from './random.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface BankAccount {
  /** The BBAN: what the bank's paths name it by (bank A.2). */
  readonly id: string;
  readonly iban: string;
  readonly name: string;
  readonly currency: string;
  readonly person: Person;
  readonly owner: string;
  readonly ordinal: number;
  /** Before the first row. */
  readonly openingMinor: bigint;
  /** Rows a page; absent: the bank's. */
  readonly pageSize: number | null;
  readonly ledger: Ledger;
}

export interface Bank {
  persons(): readonly Person[];
  accounts(): readonly BankAccount[];
  accountsOf(personId: string): readonly BankAccount[];
  /** By BBAN, booked until today. */
  account(bban: string): BankAccount | undefined;
  /** Opens one more account, with its rows; it is kept in the state. */
  open(account: CreatedAccount): BankAccount;
  today(): string;
}

export interface BankDeps {
  readonly seed: string;
  readonly persons: readonly PersonSpec[];
  readonly now: () => number;
  readonly state: SimulatorState;
}

/** Persons, accounts and ledgers. Same seed and first day, same bank (bank H-5). */
export function createBank({ seed, persons, now, state }: BankDeps): Bank {
  const accounts = new Map<string, BankAccount>();
  const people = new Map<string, Person>();
  const today = (): string => osloToday(now());

  const add = (
    generated: GeneratedAccount,
    source: RowSource,
    rest: Pick<BankAccount, 'name' | 'person' | 'owner' | 'pageSize'>,
  ): BankAccount => {
    const { bban, currency, ordinal } = generated;
    people.set(rest.person.id, rest.person);
    const account: BankAccount = {
      ...rest,
      id: bban,
      iban: ibanOf(bban),
      currency,
      ordinal,
      openingMinor: 500_000_000n + BigInt(createRandom(`${generated.seed}|opening|${bban}`).int(0, 99_999_999)),
      ledger: new Ledger(source, changesOf(state, bban)),
    };
    accounts.set(bban, account);
    return account;
  };

  /** Numbers that nobody has yet: drawn again where two draws meet. */
  const freeNumber = (drawSeed: string): string => {
    const random = createRandom(drawSeed);
    for (;;) {
      const drawn = drawKontonummer(random, '1503');
      if (!accounts.has(drawn)) return drawn;
    }
  };

  const open = (created: CreatedAccount): BankAccount => {
    const ordinal = (accounts.size % 999) + 1;
    const bban = freeNumber(`${seed}|created|${accounts.size}`);
    const { name, currency, rows, days, lastDay, pageSize, owner } = created;
    const generated = { seed: created.seed ?? seed, bban, currency, kind: 'operating', ordinal } as const;
    // Each account has an owner of its own unless one is named, so that consents do not meet.
    const person = people.get(owner ?? '') ?? {
      id: owner ?? `KS${String(accounts.size).padStart(5, '0')}`,
      name: 'Lastkunde',
    };
    return add(generated, countedSource(generated, rows, days, lastDay), {
      name,
      person,
      owner: person.name,
      pageSize,
    });
  };

  for (const { id, name, owner, accounts: specs } of persons)
    for (const [index, spec] of specs.entries()) {
      const ordinal = (accounts.size % 999) + 1;
      const generated = { ...spec, seed, bban: freeNumber(`${seed}|account|${id}|${index}`), ordinal };
      const source = livingSource(generated, state.firstDay);
      add(generated, source, { name: spec.name, person: { id, name }, owner, pageSize: null });
    }
  for (const created of state.createdAccounts) open(created);

  return {
    persons: () => [...people.values()],
    accounts: () => [...accounts.values()],
    accountsOf: (personId) => [...accounts.values()].filter(({ person }) => person.id === personId),
    account(bban) {
      const account = accounts.get(bban);
      account?.ledger.bookUntil(today());
      return account;
    },
    open(created) {
      const account = open(created);
      state.createdAccounts.push(created);
      return account;
    },
    today,
  };
}

function changesOf(state: SimulatorState, bban: string): LedgerChanges {
  const known = state.changes.get(bban);
  if (known !== undefined) return known;
  const changes: LedgerChanges = { booked: new Map(), pending: new Map(), added: 0, struck: [] };
  state.changes.set(bban, changes);
  return changes;
}
