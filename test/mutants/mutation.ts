/** A deliberate mistake (ledger 12), as replacements of text in the sources. */
export interface Mutation {
  /** `M5`; several mistakes of one rule are `M16a`, `M16b`. */
  readonly id: string;
  readonly mistake: string;
  readonly edits: readonly Edit[];
  readonly tests: TestSelection;
  /** For the tests alone: a time zone of the machine. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in it. */
  readonly find: string;
  readonly replace: string;
}

/** The tests that are to notice it: files from the root of the repository, and which of their tests. */
export interface TestSelection {
  readonly project: 'unit' | 'integration';
  readonly files: readonly string[];
  /** A regular expression over the whole name of a test. */
  readonly names?: string;
}

const ledger = (name: string): string => `test/unit/domain/ledger/${name}.test.ts`;
const sync = (name: string): string => `test/integration/sync/${name}.test.ts`;

/** The model of the ledger and one or two directed tests: fast, and nothing is started. */
export const inModel = (...names: readonly string[]): TestSelection => ({
  project: 'unit',
  files: ['test/unit/model/model.test.ts', ...names.map(ledger)],
});
export const inUnit = (...files: readonly string[]): TestSelection => ({ project: 'unit', files });
/** Against PostgreSQL, so only the tests that are named. */
export const inSync = (names: string, ...files: readonly string[]): TestSelection => ({
  project: 'integration',
  files: files.map(sync),
  names,
});
