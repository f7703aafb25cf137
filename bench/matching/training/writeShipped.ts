import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate } from '../../../src/domain/matching/certification/certificate.ts';
import { type MatchingModel, parseMatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'domain', 'matching', 'shipped');

export interface Provenance {
  /** YYYY-MM-DD. */
  readonly trainedOn: string;
  readonly seeds: Readonly<Record<string, readonly number[]>>;
}

/**
 * Writes the shipped files, and answers the version: the day and a digest of the numbers, so that equal versions are equal
 * weights.
 */
export function writeShipped(
  { model, certificates }: { readonly model: MatchingModel; readonly certificates: readonly Certificate[] },
  { trainedOn, seeds }: Provenance,
): string {
  const numbers = rounded(model);
  const digest = createHash('sha256')
    .update(JSON.stringify([numbers, certificates]))
    .digest('hex')
    .slice(0, 8);
  const version = `synthetic-${trainedOn}-${digest}`;
  const header = `// Written by \`npm run train:match\`; not by hand.\n`;
  writeFileSync(
    join(folder, 'shippedModel.ts'),
    `${header}import type { MatchingModel } from '../model/matchingModel.ts';

/**
 * What a new client starts with. Every number rests on SYNTHETIC companies (bench/matching/generator), on no real payment:
 * figures reached with it rank designs, they are no field rates (matching 9).
 */
export const shippedModel: MatchingModel = ${JSON.stringify({ ...numbers, version })};

/** Of the generated companies that counts, scales and certificates come from: no company is in two of them. */
export const shippedFrom = ${JSON.stringify({ data: 'synthetic', trainedOn, seeds })} as const;
`,
  );
  writeFileSync(
    join(folder, 'shippedCertificates.ts'),
    `${header}import type { Certificate } from '../certification/certificate.ts';

/**
 * Classes that post from the first day, each with its threshold and what its out-of-sample labels showed in each regime
 * (matching 8 and 9). The labels are of SYNTHETIC companies: until real confirmations exist, a client may start in shadow.
 */
export const shippedCertificates: readonly Certificate[] = ${JSON.stringify(certificates)};
`,
  );
  return version;
}

/** Six digits: more are chance, and make two trainings differ that agree. */
function rounded(model: MatchingModel): MatchingModel {
  const text = JSON.stringify(model, (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value,
  );
  return parseMatchingModel(JSON.parse(text));
}
