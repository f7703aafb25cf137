import { accountKeyOf } from '../ledger/accountKey.ts';
import { orgNumbersIn } from '../ledger/findPayer.ts';
import type { PayerRecord } from '../ledger/ledgerChances.ts';
import { type PayerRows, payerRecordOf } from '../ledger/payerHistory.ts';
import { foldName } from '../names/foldName.ts';
import type { SeenPayer } from './learningAction.ts';
import type { LoggedDecision, LoggedPayer } from './loggedDecision.ts';
import { passesMoneyOn } from './passesMoneyOn.ts';

const none: PayerRows = { matched: 0, withoutInvoice: 0 };

type Named = Pick<SeenPayer, 'account' | 'foldedName'>;

/** Who paid, and what earlier matches were of each payer as the log goes on: what the matcher saw when it decided (matching 5). */
export class PayerRecords {
  readonly #rows = new Map<string, PayerRows>();
  readonly #standing = new Map<string, { readonly decision: LoggedDecision; readonly before: PayerRecord }>();
  /** By account and name as the bank wrote them: a log has the same few thousands again and again. */
  readonly #named = new Map<string, Named>();

  /** As labels name it; its record as it was before the decision's own match. An organisation number counts alone. */
  payerOf({ payer, matchId }: LoggedDecision): SeenPayer {
    const [orgNumber, ...others] = new Set(orgNumbersIn(`${payer.counterpartyName ?? ''} ${payer.text ?? ''}`));
    const seen = {
      record: this.#standing.get(matchId ?? '')?.before ?? this.#recordNow(payer),
      direction: payer.amountMinor < 0n ? 'out' : 'in',
    } as const;
    if (passesMoneyOn(payer)) return { ...seen, account: null, foldedName: '', orgNumber: null };
    return {
      ...seen,
      ...this.#name(payer),
      orgNumber: orgNumber === undefined || others.length > 0 ? null : orgNumber,
    };
  }

  /** A match was made. Decided elsewhere there is none, and the matcher saw nothing. */
  add(decision: LoggedDecision): void {
    if (decision.matchId === null || this.#standing.has(decision.matchId)) return;
    this.#standing.set(decision.matchId, { decision, before: this.#recordNow(decision.payer) });
    this.#count(decision, 1);
  }

  takeBack(matchId: string | null): void {
    const standing = this.#standing.get(matchId ?? '');
    if (standing === undefined) return;
    this.#standing.delete(matchId ?? '');
    this.#count(standing.decision, -1);
  }

  #name({ counterpartyAccount, counterpartyName }: LoggedPayer): Named {
    const key = `${counterpartyAccount ?? ''}\n${counterpartyName ?? ''}`;
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const named = { account: accountKeyOf(counterpartyAccount), foldedName: foldName(counterpartyName ?? '') };
    this.#named.set(key, named);
    return named;
  }

  /** A payer is known by account, else by name: the keys, the surer first. */
  #keysOf(payer: LoggedPayer): readonly string[] {
    const { account, foldedName } = this.#name(payer);
    return [...(account === null ? [] : [`account:${account}`]), ...(foldedName === '' ? [] : [`name:${foldedName}`])];
  }

  #recordNow(payer: LoggedPayer): PayerRecord {
    const key = this.#keysOf(payer).find((one) => this.#rows.has(one));
    return payerRecordOf(this.#rows.get(key ?? '') ?? none);
  }

  /** A row with an account is known by that alone, as the matcher asks for it. */
  #count({ payer, items }: LoggedDecision, change: 1 | -1): void {
    const [key] = this.#keysOf(payer);
    if (key === undefined) return;
    const { matched, withoutInvoice } = this.#rows.get(key) ?? none;
    const rows: PayerRows =
      items.length > 0
        ? { matched: matched + change, withoutInvoice }
        : { matched, withoutInvoice: withoutInvoice + change };
    if (rows.matched + rows.withoutInvoice === 0) this.#rows.delete(key);
    else this.#rows.set(key, rows);
  }
}
