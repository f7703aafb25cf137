/**
 * The pairs that a rejection of these items refuses for good (matching 10). Of several items together only the set is
 * refused, not each of them: one may still be what was paid. The log of actions tells the matcher of such sets.
 */
export const vetoedPairs = (
  transactionId: string,
  invoiceIds: readonly string[],
): readonly { readonly transactionId: string; readonly invoiceId: string }[] => {
  const [only, ...others] = invoiceIds;
  return only === undefined || others.length > 0 ? [] : [{ transactionId, invoiceId: only }];
};
