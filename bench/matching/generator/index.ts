/**
 * Companies with their invoices, bank rows and the truth about them (matching 13). The entry is
 * `generateCompany({ regime, seed, invoices, payments })`; `writeCompany` (companyFiles.ts) puts one into the contract's
 * data files. Three layers: events (`events/`), what the bank makes of them (`rendering/`), faults of the feed. Imports
 * nothing of the product: what the two believe about Norwegian payments can then disagree.
 */
import { simulate } from './events/simulate.ts';
import { Random } from './random.ts';
import type { GeneratedCompany } from './records.ts';
import { type Population, type RegimeName, regimes } from './regimes.ts';
import { render } from './rendering/render.ts';

export type {
  AllocationRecord,
  DetailsRecord,
  GeneratedCompany,
  InvoiceRecord,
  TransactionRecord,
  TruthRecord,
} from './records.ts';
export { type Population, type RegimeName, regimeNames, regimes } from './regimes.ts';

export interface CompanyOptions {
  readonly regime: RegimeName;
  readonly seed: number;
  /** Default `training`; `unseen` has other words, prices and, under `shifted`, noise (regimes.ts). */
  readonly population?: Population;
  /** Default 60,000; more where the payments need them. */
  readonly invoices?: number;
  /** Rows of the feed; default 16,000. */
  readonly payments?: number;
}

/** The same options give the same company, in any order of calls. */
export function generateCompany(options: CompanyOptions): GeneratedCompany {
  const { regime, seed, population = 'training', invoices = 60_000, payments = 16_000 } = options;
  const random = new Random(seed).fork(`${population} ${regime}`);
  const world = simulate(regime, population, { invoices, payments }, random.fork('events'));
  return { regime, seed, ...render(world, regimes[regime], population, random.fork('rendering')) };
}
