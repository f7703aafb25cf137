/** The fixed texts of docs/matching-benchmark.md: wrapped here, one line a paragraph or list item there. */
const unwrap = (text: string): string => text.replaceAll(/(?<!\n)\n(?!\n|- )\s*/g, ' ');

export const about =
  unwrap(`\`npm run bench:match\` writes this page. Companies with their invoices and bank rows are made by a generator that shares no
code with the matcher (\`bench/matching/generator/\`); it knows the truth, the matcher does not. **The data are synthetic:** the
figures rank designs and guard against regressions; they are no field rates. What the generator's parameters rest on stands at
the top of \`bench/matching/generator/regimes.ts\`.

Three regimes. *Base*: KID on half of the payments, 70 % of accounts known, 15 % of rows without an invoice. *Shifted*: KID on
20 %, accounts known 30 %, 30 % without an invoice, noisier names, among them kinds of noise that training has not seen.
*Adversarial*: equal amounts, price points, look-alike names, re-used numbers, swapped references. Companies measured here have
other words in their names, other prices and other seeds than those trained on.

Each company's year is played as the service would live it: what is certified posts, right or wrong, and stands; a person
decides the rest, rightly; the client learns at the turn of each month.`);

export const meanings =
  unwrap(`- **Posted, of 1:1 payments @ precision**: payments of one untouched invoice, exactly its amount, that were posted rightly, of
  all such payments; and the share of everything posted that was right (the same items with the same amounts). Neither says
  much without the other. Invoices that nothing tells apart (party, amount, currency, both dates) count as one.
- **Lower bound**: Clopper–Pearson, 95 %, one-sided. *Too few*: fewer than 598 autos miss the target even without an error.
- **First candidate, among three**: of 1:1 payments, posted or not.
- **Blocking recall**: of 1:1 payments, those whose invoice is among the candidates at all.
- **ECE, Brier**: of the answer given first to each row (an invoice, or none), in twenty bins of equal width.
- **Kroner posted wrongly**: of a million kroner posted.
- **Tuned to the target**: a method's lowest cut whose bound holds 99.5 % on calibration companies of the same regime, found by
  the rule that our own thresholds are found by. Ours are tuned once, for all regimes.
- **Weighted score**: re-created from published descriptions of popular engines (similarity of words, amount with tolerance,
  date decay, each item judged alone), not from their code.
- **Confirmations**: how many decisions of a person the client has learnt from; measured on the rows of July to December.`);

export const limits =
  unwrap(`- Generator and matcher come from one project. Its author did not tune it to the matcher, but shares its beliefs about Norwegian
  payments. Real feeds differ.
- A row confirmed by a person is confirmed rightly here, on the day it comes. People err, and let queues wait.
- Weights and certificates are trained on companies of all three regimes: from base to shifted is no step into the unknown but
  for the kinds of noise that training has not seen.
- The generator writes no months, dates without words, postcodes or telephone numbers beside invoices, has no acquirer that pays
  an invoice, and no company with fewer than thousands of open invoices: what the matcher does there is held by tests, not here.
- Rows of one company depend on each other (a payer that errs, errs again); the bound counts them as independent.
- Companies settle through one account that is in the feed. What they settle elsewhere stays open for the whole year, which is
  harder than life; invoices are otherwise never changed by the ERP, which is easier.`);
