import { isKidForm } from '../../domain/kid.ts';
import type { TransactionDetails } from '../../domain/ledger/bookedEntry.ts';
import { readTexts } from './textFields.ts';

export interface RemittanceFields {
  readonly remittanceInformationStructured?: unknown;
  readonly remittanceInformationStructuredArray?: unknown;
  readonly remittanceInformationUnstructured?: unknown;
  readonly remittanceInformationUnstructuredArray?: unknown;
  readonly additionalInformation: string | null;
}

type References = Pick<TransactionDetails, 'kid' | 'creditorReference' | 'text' | 'archiveReference'>;

/** ISO 11649: `RF`, two check digits, up to 21 characters. */
const creditorReferenceForm = /^RF[0-9]{2}[0-9A-Z]{1,21}$/;
/** Comes into the text hours after booking (bank G). */
const archiveReferenceForm = /\bArk\.?\s*Ref\.?:?\s*(?:\*\s*)?([0-9A-Z]+)/i;

/**
 * KID and creditor reference from the structured fields (ledger 3), and the remittance information: unstructured, else
 * DNB's `additionalInformation`, else a structured text that is no reference. A KID inside a text is the matcher's.
 */
export function readReferences(row: RemittanceFields): References {
  const structured = [
    ...readTexts(row.remittanceInformationStructured),
    ...readTexts(row.remittanceInformationStructuredArray),
  ];
  const compact = structured.map((text) => text.replace(/[\s.]/g, '').toUpperCase());
  const unstructured = [
    ...readTexts(row.remittanceInformationUnstructured),
    ...readTexts(row.remittanceInformationUnstructuredArray),
  ];
  const kid = compact.find(isKidForm) ?? null;
  const creditorReference = compact.find((text) => creditorReferenceForm.test(text)) ?? null;
  const free = structured.filter((_, index) => compact[index] !== kid && compact[index] !== creditorReference);
  const text = joined(unstructured) ?? row.additionalInformation ?? joined(free);
  const archived = [...unstructured, row.additionalInformation ?? ''].join(' ');
  return { kid, creditorReference, text, archiveReference: archiveReferenceForm.exec(archived)?.[1] ?? null };
}

/** Lines of one text; a bank that repeats the string in the array means the same text (Q19). */
const joined = (lines: readonly string[]): string | null => (lines.length === 0 ? null : [...new Set(lines)].join(' '));
