import { z } from 'zod';
import { accountReferenceSchema, textSchema } from './textFields.ts';

/** What booked and pending rows have in common (bank A.4, B). An amount stays the text that it is. */
export const amountSchema = z.object({ amount: z.string(), currency: z.string() });

export const rowFields = {
  transactionAmount: amountSchema,
  transactionId: textSchema,
  bookingDate: textSchema,
  valueDate: textSchema,
  creditorName: textSchema,
  creditorAccount: accountReferenceSchema,
  debtorName: textSchema,
  debtorAccount: accountReferenceSchema,
  remittanceInformationStructured: z.unknown().optional(),
  remittanceInformationStructuredArray: z.unknown().optional(),
  remittanceInformationUnstructured: z.unknown().optional(),
  remittanceInformationUnstructuredArray: z.unknown().optional(),
  additionalInformation: textSchema,
};
