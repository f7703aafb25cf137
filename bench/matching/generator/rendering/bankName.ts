import type { Counterparty } from '../events/types.ts';
import type { Random } from '../random.ts';
import type { NameNoise } from '../regimes.ts';

const forms = /\s+(?:AS|ASA|ANS|DA|ENK|SA|NUF)$/;
const abbreviations: readonly (readonly [RegExp, string])[] = [
  [/Eiendom/, 'Eiend.'],
  [/Transport/, 'Transp.'],
  [/Regnskap/, 'Regnsk.'],
  [/Entreprenør/, 'Entr.'],
  [/Installasjon/, 'Inst.'],
  [/service/, 'serv.'],
  [/verksted/, 'verkst.'],
  [/ & /, ' og '],
  [/ AS$/, ' A/S'],
];

/** Banks give names of at most so many characters. */
const longest = 35;

/** How the bank row writes the name (bank A.4, G). */
export function writeBankName(party: Counterparty, noise: NameNoise, random: Random): string {
  return write(party, noise, random).slice(0, longest).trim();
}

function write({ name, tradeName, orgNumber }: Counterparty, noise: NameNoise, random: Random): string {
  const words = name.split(' ');
  switch (noise) {
    case 'registered':
      return name;
    case 'upper':
      return name.toUpperCase();
    case 'without_form':
      return name.replace(forms, '');
    case 'trade_name':
      return tradeName ?? name.replace(forms, '').toUpperCase();
    case 'transliterated':
      return transliterate(name).toUpperCase();
    case 'suffixed':
      return `${name} ${random.pick(['AVD', 'C/O', 'FAKTURA', 'DRIFT', 'V/'])} ${random.integer(1, 40)}`;
    case 'abbreviated':
      return abbreviations.reduce((text, [long, short]) => text.replace(long, short), name);
    case 'typo':
      return mistype(name, random);
    case 'cut':
      return name.toUpperCase().slice(0, random.integer(12, 22));
    case 'glued':
      return name.replaceAll(' ', '').toUpperCase();
    case 'initials':
      return [...words.slice(0, -2).map((word) => word[0] ?? ''), ...words.slice(-2)].join(' ');
    case 'mojibake':
      return Buffer.from(name, 'utf8').toString('latin1');
    case 'reordered':
      return [words.at(-1), ...words.slice(0, -1)].join(' ').toUpperCase();
    case 'prefixed':
      return `${random.pick(['FRA:', 'Betaler', 'INNB.', 'v/'])} ${name}`;
    case 'org_number':
      return orgNumber ?? name;
  }
}

const transliterate = (text: string): string =>
  text.replace(/[æøåÆØÅ]/g, (letter) => ({ æ: 'ae', ø: 'oe', å: 'aa', Æ: 'Ae', Ø: 'Oe', Å: 'Aa' })[letter] ?? letter);

function mistype(text: string, random: Random): string {
  const at = random.integer(1, Math.max(1, text.length - 3));
  const [one = '', two = ''] = [text[at], text[at + 1]];
  return random.chance(0.5)
    ? text.slice(0, at) + two + one + text.slice(at + 2)
    : text.slice(0, at) + text.slice(at + 1);
}
