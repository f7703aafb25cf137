import { isoDateOf } from '../calendar.ts';
import type { Random } from '../random.ts';

/** How the company's bank fills the remittance text (bank G). */
export const bankStyles = ['plain', 'giro', 'nettgiro'] as const;
export type BankStyle = (typeof bankStyles)[number];

/** The text of a row: the payer's message, and what the bank writes around it. Null where both are silent. */
export function writeBankText(
  style: BankStyle,
  {
    message,
    name,
    direction,
    day,
  }: {
    readonly message: string | null;
    /** Given where the bank repeats it in the text. */
    readonly name: string | null;
    readonly direction: 'in' | 'out';
    readonly day: number;
  },
  random: Random,
): string | null {
  const late = random.chance(0.08) ? ` Ark.Ref *${random.digits(6)}` : '';
  switch (style) {
    case 'plain':
      return [name, message].filter((part) => part !== null).join(' ') + late || null;
    case 'giro':
      return ['Giro', name, message].filter((part) => part !== null).join(', ') + late;
    case 'nettgiro': {
      const [year = '', month = '', date = ''] = isoDateOf(day).split('-');
      const paid = random.chance(0.6) ? ` Betalt: ${date}.${month}.${year.slice(2)}` : '';
      const who = name === null ? '' : ` ${direction === 'in' ? 'fra' : 'til'}: ${name}`;
      return `Nettgiro${who}${message === null ? '' : ` ${message}`}${paid}${late}`;
    }
  }
}
