import type { Random } from '../random.ts';
import type { RenderedRow } from './renderRow.ts';

/** Shares of rows, each a quirk that real feeds have (bank F and H); the same in all regimes. */
const shares = { kidLost: 0.004, swapped: 0.002, mangled: 0.01, decomposed: 0.01, notProvided: 0.3 } as const;

/** The third layer: what the feed does to the bank's row. */
export function applyFeedFaults({ record, tags }: RenderedRow, companyName: string, random: Random): RenderedRow {
  const { text, kid, counterparty_name: name, counterparty_account: account, ...rest } = record;
  const lost = kid !== undefined && random.chance(shares.kidLost); // it comes with a later read, which is not in the file
  const swapped = name !== undefined && random.chance(shares.swapped); // Q18: our own name as counterparty
  const mangled = random.chance(shares.mangled); // Q20: cut, with spaces that do not break
  const form = random.chance(shares.decomposed) ? 'NFD' : 'NFC';
  const shown = text?.normalize(form);
  return {
    record: {
      ...rest,
      ...(name === undefined ? {} : { counterparty_name: (swapped ? companyName : name).normalize(form) }),
      ...(account === undefined || swapped ? {} : { counterparty_account: account }),
      ...(shown === undefined
        ? {}
        : { text: mangled ? shown.replaceAll(' ', '\u00a0').slice(0, 30) : shown.slice(0, 140) }),
      ...(kid === undefined || lost ? {} : { kid }),
      ...(random.chance(shares.notProvided) ? { end_to_end_id: 'NOTPROVIDED' } : {}),
    },
    tags: [
      ...tags,
      ...(lost ? ['kid_lost'] : []),
      ...(swapped ? ['party_swapped'] : []),
      ...(mangled ? ['mangled'] : []),
    ],
  };
}
