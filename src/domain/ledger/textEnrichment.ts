import type { TransactionDetails } from './bookedEntry.ts';

// What DNB was seen to put into a text hours after booking, and dates that banks set before it (bank G, ledger 6 T2).
const archiveReference = /\bark\.?\s*ref\.?:?\s*(?:\*\s*)?[0-9a-z]+/g;
const authorisationCode = /\baut(?:\.|orisasjon(?:skode)?:?)\s*[0-9a-z]+/g;
const datePrefix = /^\s*(?:\d{1,2}\.\d{1,2}\.?(?:\d{2}|\d{4})?|\d{4}-\d{2}-\d{2})\s+/;

/** A text as compared: NFC, lower case, known enrichment removed, separators folded. Never stored. */
export function plainText(text: string | null): string {
  return (text ?? '')
    .normalize('NFC')
    .toLowerCase()
    .replace(datePrefix, '')
    .replace(archiveReference, ' ')
    .replace(authorisationCode, ' ')
    .replace(/[\s,;]+/g, ' ')
    .trim();
}

/** Equal for details that differ by known enrichment only. */
export const enrichmentKey = ({
  counterpartyName,
  counterpartyAccount,
  kid,
  endToEndId,
  text,
}: TransactionDetails): string =>
  JSON.stringify([counterpartyName, counterpartyAccount, kid, endToEndId, plainText(text)]);

/** Equal for details that name the same KID, end-to-end id and counterparty account; `null` where none is named. */
export const referenceKey = ({ counterpartyAccount, kid, endToEndId }: TransactionDetails): string | null =>
  [counterpartyAccount, kid, endToEndId].some(named) ? JSON.stringify([counterpartyAccount, kid, endToEndId]) : null;

/** The same counterparty, and one text begins with the other or holds it whole. */
export function isTextExtension(a: TransactionDetails, b: TransactionDetails): boolean {
  if (a.counterpartyName !== b.counterpartyName || a.text === null || b.text === null) return false;
  const [shorter, longer] = a.text.length <= b.text.length ? [a.text, b.text] : [b.text, a.text];
  return shorter !== '' && longer.includes(shorter);
}

/**
 * Both sides name a counterparty account, a KID or an end-to-end id, and these differ: another payment (ledger 6).
 * `NOTPROVIDED` is ISO 20022's word for no id.
 */
export function isHardConflict(a: TransactionDetails, b: TransactionDetails): boolean {
  return (
    differ(a.counterpartyAccount, b.counterpartyAccount) || differ(a.kid, b.kid) || differ(a.endToEndId, b.endToEndId)
  );
}

const named = (value: string | null): boolean => value !== null && value.trim() !== '' && value !== 'NOTPROVIDED';
const differ = (a: string | null, b: string | null): boolean => a !== b && named(a) && named(b);
