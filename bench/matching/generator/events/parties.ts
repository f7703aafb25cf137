import { makeAccount, makeForeignIban, makeOrgNumber } from '../checkDigits.ts';
import { NameBook } from '../names.ts';
import type { Random } from '../random.ts';
import type { NameNoise, Population, Pricing, Regime } from '../regimes.ts';
import { unseenNameNoises } from '../regimes.ts';
import { vocabularies } from '../vocabulary.ts';
import { drawHabits } from './habits.ts';
import { makePriceList } from './prices.ts';
import { makeOwnSeries, makeSupplierScheme, pickKidForm } from './schemes.ts';
import type { Party, Rhythm, Side } from './types.ts';

/** Shares of the kinds of customer; the invoices of the steady ones are many more. */
const rhythms: Readonly<Record<Rhythm, number>> = { once: 38, occasional: 34, monthly: 24, weekly: 4 };
const foreign = [
  { country: 'SE', currency: 'SEK' },
  { country: 'DE', currency: 'EUR' },
  { country: 'DK', currency: 'DKK' },
  { country: 'GB', currency: 'GBP' },
] as const;

export interface PartyMaker {
  /** The next party of the ledger. */
  make(paysHere: boolean): Party;
  price(random: Random): number;
}

/** The parties of one company: its names, habits and prices are its own. */
export function createPartyMaker(regime: Regime, population: Population, random: Random): PartyMaker {
  const names = new NameBook(vocabularies[population], regime.lookAlikeShare);
  const prices = makePriceList(regime, population, random.fork('prices'));
  const series = makeOwnSeries(population, random.fork('series'));
  const kidForm = pickKidForm(random.fork('kid'));
  const personShare = random.between(0.05, 0.6);
  const payableShare = random.between(0.25, 0.45);
  let group: Party['group'] = null;
  let groupLeft = 0;
  let serial = 0;

  const price = (draw: Random): number => prices(draw.weighted<Pricing>(regime.pricing), draw);
  const noises = { ...regime.nameNoise };
  if (population === 'training') for (const noise of unseenNameNoises) noises[noise] = 0;

  function make(paysHere: boolean): Party {
    serial += 1;
    const draw = random.fork(`party ${serial}`);
    const side: Side = draw.chance(payableShare) ? 'payable' : 'receivable';
    const kind = side === 'receivable' && draw.chance(personShare) ? 'person' : 'company';
    const { name, tradeName } = names.make(kind, draw);
    const abroad = kind === 'company' && draw.chance(regime.foreignShare) ? draw.pick(foreign) : null;
    const makeOne = () => (abroad === null ? makeAccount(draw) : makeForeignIban(abroad.country, draw));
    const accounts = draw.chance(0.15) ? [makeOne(), makeOne()] : [makeOne()];
    const known = draw.chance(regime.knownAccountShare);
    const customerNumber = String(10_000 + serial);
    if (groupLeft === 0 && draw.chance(regime.groupShare / 3)) {
      group = { name: `${name.split(' ')[0]} Holding AS`, account: makeAccount(draw) };
      groupLeft = draw.integer(2, 4);
    }
    const inGroup = groupLeft > 0 && side === 'receivable' && kind === 'company' && abroad === null;
    if (inGroup) groupLeft -= 1;
    const ownGroup = inGroup ? group : null;
    const scheme =
      side === 'payable'
        ? makeSupplierScheme(regime, population, series.start, draw)
        : { ...series, kid: { ...kidForm, customerNumber, fixed: draw.chance(regime.fixedKidShare) } };
    // A foreign bank has no field for a KID.
    const ownScheme = abroad === null ? scheme : { ...scheme, kid: null };
    return {
      id: `${side === 'receivable' ? 'K' : 'L'}${customerNumber}`,
      kind,
      side,
      name,
      tradeName,
      aliases: tradeName !== null && draw.chance(0.3) ? [tradeName] : [],
      orgNumber: kind === 'company' && abroad === null && draw.chance(0.8) ? makeOrgNumber(draw) : null,
      accounts,
      // Now and then the ERP has an account that is not theirs any more.
      knownAccount: known
        ? draw.chance(0.015)
          ? makeAccount(draw)
          : (ownGroup?.account ?? accounts[0] ?? null)
        : null,
      group: ownGroup,
      // What the company typed itself, into its own remittance, comes back much as it was.
      nameNoise: side === 'payable' && draw.chance(0.6) ? 'registered' : draw.weighted<NameNoise>(noises),
      paysHere,
      rhythm: draw.weighted(rhythms),
      scheme: ownScheme,
      currency: abroad !== null && draw.chance(0.6) ? abroad.currency : 'NOK',
      foreign: abroad !== null,
      ...drawHabits(regime, side, draw),
      fixedAmountMinor: draw.chance(regime.equalAmountShare) ? price(draw) : null,
    };
  }
  return { make, price };
}
