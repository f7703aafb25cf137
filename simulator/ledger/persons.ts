import type { AccountKind } from './generator.ts';

export interface PersonSpec {
  /** What is given as `PSU-ID`: 11 digits, or two letters and five digits. */
  readonly id: string;
  readonly name: string;
  /** Whose accounts they are: the person acts for a company. */
  readonly owner: string;
  readonly accounts: readonly AccountSpec[];
}

export interface AccountSpec {
  readonly name: string;
  readonly kind: AccountKind;
  readonly currency: string;
}

const account = (name: string, kind: AccountKind, currency = 'NOK'): AccountSpec => ({ name, kind, currency });

const operating = account('BEDRIFTSKONTO', 'operating');
const savings = account('SKATTETREKK', 'savings');
const project = account('PROSJEKTKONTO', 'project');
const euro = account('VALUTAKONTO', 'currency', 'EUR');

/** The test users of DNB's sandbox (bank A.6), and the one that our first documentation named, which is no valid number. */
export const defaultPersons: readonly PersonSpec[] = [
  { id: '12345678910', name: 'Testbruker 1', owner: 'EKSEMPEL REGNSKAP AS', accounts: [operating, savings] },
  {
    id: '31125453913',
    name: 'Testbruker 2',
    owner: 'FJELLTOPP BYGG AS',
    accounts: [operating, savings, project, euro],
  },
  { id: '31125451740', name: 'Testbruker 3', owner: 'HAVBLIKK KAFE AS', accounts: [operating] },
  { id: '31125459199', name: 'Testbruker 4', owner: 'NORDVIND TRANSPORT AS', accounts: [operating, project] },
  { id: '31125461118', name: 'Testbruker 5', owner: 'SOLBAKKEN GÅRD', accounts: [operating, savings] },
  { id: 'TB76688', name: 'Bedriftsbruker', owner: 'TESTBEDRIFTEN AS', accounts: [operating, savings, project, euro] },
];
