import type { ItemEvidence } from '../evidence.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { compareContext } from './compareContext.ts';
import { compareDate } from './compareDate.ts';
import { compareParty } from './compareParty.ts';
import { compareReference } from './compareReference.ts';

/** All that speaks for or against the item but the amount, on the ledger's present day (matching 4). */
export const compareItem = (payment: Payment, item: OpenItem, ledger: MatchingLedger): ItemEvidence => ({
  itemId: item.id,
  ref: compareReference(payment, item, ledger),
  party: compareParty(payment, item, ledger),
  date: compareDate(payment, item, ledger),
  context: compareContext(item, ledger),
});
