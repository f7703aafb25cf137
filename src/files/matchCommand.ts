import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CommandInput, UsageError } from '../command.ts';
import { dayOnePolicy } from '../domain/matching/decision/policy.ts';
import { decideAndLearn } from '../domain/matching/learning/decideAndLearn.ts';
import { MemoryLedger } from '../domain/matching/ledger/memoryLedger.ts';
import { shippedCertificates } from '../domain/matching/shipped/shippedCertificates.ts';
import { shippedModel } from '../domain/matching/shipped/shippedModel.ts';
import { BadFileError } from './badFileError.ts';
import { decisionLine } from './decisionLine.ts';
import { MatchSummary } from './matchSummary.ts';
import { printable } from './printable.ts';
import type { LineProblem } from './readJsonLines.ts';
import { type MatchFiles, readMatchFiles } from './readMatchFiles.ts';

const usage =
  'usage: kontosync match --invoices FILE --transactions FILE [--confirmed FILE] [--out FILE]  (JSON Lines)';

const badInput = 65;
/** A file of another kind is wrong in each line. */
const problemsShown = 20;

/**
 * `match`: the service's matcher on files (contract 4). A decision for each transaction as JSON Lines to `--out` or standard
 * output, a summary to standard error. Exit status 0; 64 wrong use; 65 where a file or lines of it cannot be used: those
 * are named, the others are matched all the same.
 */
export async function matchCommand({ args }: CommandInput): Promise<number> {
  const { files, out } = readArguments(args);
  let problems = 0;
  const onProblem = ({ file, lineNumber, message }: LineProblem): void => {
    problems += 1;
    if (problems <= problemsShown) process.stderr.write(`${file}:${lineNumber}: ${printable(message)}\n`);
  };
  const { items, parties, payments, confirmed } = await readMatchFiles(files, onProblem);
  if (problems > problemsShown) process.stderr.write(`… and ${problems - problemsShown} more lines are left out\n`);

  const ownAccounts = new Set(payments.flatMap(({ ownAccount }) => ownAccount ?? []));
  const ledger = new MemoryLedger({ items, parties: parties.values(), ownAccounts });
  const currencyOf = (itemId: string): string => ledger.item(itemId)?.currency ?? '';
  const learnedFrom = { shipped: shippedModel, certificates: shippedCertificates, policy: dayOnePolicy, confirmed };
  const summary = new MatchSummary();
  const lines = openOut(out);
  for (const decision of decideAndLearn(payments, ledger, learnedFrom)) {
    summary.add(decision);
    await lines.write(`${JSON.stringify(decisionLine(decision, currencyOf))}\n`);
  }
  await lines.end();
  process.stderr.write(`${summary.render()}\n`);
  return problems === 0 ? 0 : badInput;
}

function readArguments(args: readonly string[]): { readonly files: MatchFiles; readonly out: string | undefined } {
  const file = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { invoices: file, transactions: file, confirmed: file, out: file },
    });
    const { invoices, transactions, confirmed, out } = values;
    if (invoices === undefined || transactions === undefined) throw new UsageError(usage);
    return { files: { invoices, transactions, confirmed }, out };
  } catch (error) {
    throw new UsageError(error instanceof UsageError ? usage : `${String(error)}\n${usage}`);
  }
}

/** Waits where the reader is slower: decisions of a large file are not held in memory. */
function openOut(path: string | undefined): { write(line: string): Promise<void>; end(): Promise<void> } {
  const stream = path === undefined ? process.stdout : createWriteStream(path, { mode: 0o600 });
  const refused = (error: Error): never => {
    throw new BadFileError(`${path ?? 'standard output'}: cannot be written (${error.message})`);
  };
  let failure: Error | undefined;
  stream.on('error', (error: Error) => {
    failure = error;
  });
  return {
    async write(line) {
      if (failure !== undefined) refused(failure);
      if (!stream.write(line)) await once(stream, 'drain').catch(refused);
    },
    async end() {
      if (path === undefined) return;
      await new Promise<void>((resolve) => stream.end(resolve));
      if (failure !== undefined) refused(failure);
    },
  };
}
