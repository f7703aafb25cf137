import { isoDateOf } from '../calendar.ts';
import type { PaymentEvent, Reference } from '../events/types.ts';
import type { Random } from '../random.ts';
import type { TransactionRecord } from '../records.ts';
import type { NameNoise, Regime } from '../regimes.ts';
import { writeBankName } from './bankName.ts';
import { type BankStyle, writeBankText } from './bankText.ts';
import { type Message, type MessageStyle, writeMessage } from './message.ts';
import { kroner } from './money.ts';
import type { Numbered } from './numbering.ts';

export interface RenderContext {
  readonly regime: Regime;
  readonly style: BankStyle;
  readonly messages: MessageStyle;
  readonly companyName: string;
  readonly ownAccount: string;
  readonly numberOf: (plan: PaymentEvent['allocations'][number]['plan']) => Numbered | null;
}

export interface RenderedRow {
  readonly record: Omit<TransactionRecord, 'id'>;
  readonly tags: readonly string[];
}

export const messageOf = (reference: Reference, context: RenderContext, random: Random): Message =>
  writeMessage(
    {
      ...reference,
      kidOf: reference.kidOf === null ? null : context.numberOf(reference.kidOf),
      cited: reference.cited.flatMap((plan) => context.numberOf(plan) ?? []),
    },
    context.messages,
    random,
  );

/** The row as the company's bank shows it. */
export function renderRow(event: PaymentEvent, context: RenderContext, random: Random): RenderedRow {
  const { regime, style, companyName } = context;
  const { counterparty, direction, day, original } = event;
  const message = messageOf(event.reference, context, random);
  // A payer's bank writes the same name each time, nearly.
  const noise: NameNoise = random.chance(0.93)
    ? (counterparty?.noise ?? 'registered')
    : random.pick(['upper', 'registered']);
  const own = counterparty?.name === '';
  const name = counterparty === null ? null : own ? companyName : writeBankName(counterparty, noise, random);
  const missing = random.chance(
    direction === 'in' ? regime.counterpartyMissingShare : regime.counterpartyMissingShare / 3,
  );
  const hidesAccount = random.chance(regime.accountMissingShare);
  const showsName = name !== null && (missing ? random.chance(0.7) : style !== 'plain' && random.chance(0.5));
  const note =
    original === null || random.chance(0.4)
      ? message.text
      : `${message.text ?? ''} ${original.currency} ${kroner(original.amountMinor)} Kurs: ${(event.amountMinor / original.amountMinor).toFixed(4)}`.trim();
  const text = writeBankText(style, { message: note, name: showsName ? name : null, direction, day }, random);
  const account = counterparty?.account ?? null;
  return {
    record: {
      account: context.ownAccount,
      booking_date: isoDateOf(day),
      value_date: isoDateOf(random.chance(0.9) ? day : day - 1),
      amount: direction === 'in' ? kroner(event.amountMinor) : `-${kroner(event.amountMinor)}`,
      currency: 'NOK',
      ...(name === null || missing ? {} : { counterparty_name: name }),
      ...(account === null || missing || hidesAccount ? {} : { counterparty_account: account }),
      ...(text === null ? {} : { text }),
      ...(message.kid === null ? {} : { kid: message.kid }),
    },
    tags: [
      ...event.tags,
      ...message.tags,
      ...(missing && counterparty !== null ? [showsName ? 'name_in_text' : 'no_counterparty'] : []),
      ...(counterparty === null || noise === 'registered' || noise === 'upper' ? [] : [`name_${noise}`]),
    ],
  };
}
