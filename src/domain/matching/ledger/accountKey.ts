import { bbanOfIban, compactAccountNumber } from '../../accountNumber.ts';

/** An account as payers and parties are compared by: compact; a Norwegian IBAN as its kontonummer. Null: none. */
export function accountKeyOf(text: string | null): string | null {
  const compact = compactAccountNumber(text ?? '');
  if (compact === '') return null;
  return bbanOfIban(compact) ?? compact;
}
