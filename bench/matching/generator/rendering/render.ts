import type { World } from '../events/simulate.ts';
import type { Random } from '../random.ts';
import type { DetailsRecord, GeneratedCompany, TransactionRecord, TruthRecord } from '../records.ts';
import type { Population, Regime } from '../regimes.ts';
import { bankStyles } from './bankText.ts';
import { applyFeedFaults } from './feedFaults.ts';
import { kroner } from './money.ts';
import { numberInvoices } from './numbering.ts';
import { renderInvoices } from './renderInvoices.ts';
import { messageOf, type RenderContext, renderRow } from './renderRow.ts';
import { renderTruth } from './renderTruth.ts';

/** The world's files: the rows that the feed shows, with a file of truth beside them. */
export function render(
  world: World,
  regime: Regime,
  population: Population,
  random: Random,
): Omit<GeneratedCompany, 'regime' | 'seed'> {
  const numbered = numberInvoices(world.plans, random.fork('numbers'));
  const context: RenderContext = {
    regime,
    style: random.pick(bankStyles),
    messages: {
      kidInTextShare: regime.kidInTextShare,
      unseenForms: regime.name === 'shifted' && population === 'unseen',
    },
    companyName: world.name,
    ownAccount: world.ownAccounts[0] ?? '',
    numberOf: (plan) => numbered.get(plan) ?? null,
  };
  const transactions: TransactionRecord[] = [];
  const details: DetailsRecord[] = [];
  const truth: TruthRecord[] = [];
  const draw = random.fork('rows');
  for (const event of world.events.filter(({ day }) => day >= world.period.feedDay)) {
    const id = `T${String(transactions.length + 1).padStart(6, '0')}`;
    const { record, tags } = applyFeedFaults(renderRow(event, context, draw), world.name, draw);
    transactions.push({ id, ...record });
    truth.push(renderTruth(event, id, tags, context));
    if (!event.partsShown) continue;
    const lines = event.parts.map((part) => {
      const { kid } = messageOf(
        { ...part.reference, cited: [], message: null },
        { ...context, messages: fieldOnly },
        draw,
      );
      return { ...(kid === null ? {} : { kid }), amount: kroner(part.amountMinor) };
    });
    details.push({ transaction_id: id, lines });
  }
  const earlier = world.events.filter(({ day }) => day < world.period.feedDay);
  return { ownAccounts: world.ownAccounts, invoices: renderInvoices(numbered, earlier), transactions, details, truth };
}

/** The file of an OCR post has the KID in its field. */
const fieldOnly = { kidInTextShare: 0, unseenForms: false };
