import { z } from 'zod';
import { createRandom } from '../ledger/random.ts';
import { transactionIdOf } from '../ledger/rows.ts';
import { defineDataFault } from './fault.ts';
import { showBooked, without } from './shownBooked.ts';

const none = z.strictObject({});
const idFrom = (text: string): string => {
  const random = createRandom(text);
  return `0116_${String(random.int(0, 9_999_999)).padStart(13, '0')}_${String(random.int(1, 9_999_999)).padStart(7, '0')}`;
};

/** Q01 */
export const idBlank = defineDataFault({
  name: 'id.blank',
  what: 'rows without an id; form (missing): missing, empty, space',
  hook: 'view',
  params: z.strictObject({ form: z.enum(['missing', 'empty', 'space']).default('missing') }),
  strike:
    ({ form }) =>
    (view) =>
      showBooked(view, (shown) =>
        form === 'missing' ? without(shown, 'transactionId') : { ...shown, transactionId: form === 'empty' ? '' : ' ' },
      ),
});

/** Q02 */
export const idPlaceholder = defineDataFault({
  name: 'id.placeholder',
  what: 'every row has the same word for an id; id (NOTPROVIDED)',
  hook: 'view',
  params: z.strictObject({ id: z.string().max(40).default('NOTPROVIDED') }),
  strike:
    ({ id }) =>
    (view) =>
      showBooked(view, (shown) => ({ ...shown, transactionId: id })),
});

/** Q03 */
export const idReused = defineDataFault({
  name: 'id.reused',
  what: 'two rows one after the other have the id of the first',
  hook: 'view',
  params: none,
  strike: () => (view) =>
    showBooked(view, (shown, row, index) => {
      const first = view.booked[index - (index % 2)]?.row ?? row;
      return { ...shown, transactionId: transactionIdOf(first) };
    }),
});

/** Q05 */
export const idPerSession = defineDataFault({
  name: 'id.per-session',
  what: 'ids that last as long as the consent',
  hook: 'view',
  params: none,
  strike:
    () =>
    (view, { consentId }) =>
      showBooked(view, (shown, row) => ({ ...shown, transactionId: idFrom(`${consentId}|${transactionIdOf(row)}`) })),
});

/** Q05 */
export const idChanges = defineDataFault({
  name: 'id.changes',
  what: 'new ids in each read',
  hook: 'view',
  params: none,
  strike:
    () =>
    (view, { number }) =>
      showBooked(view, (shown, row) => ({ ...shown, transactionId: idFrom(`${number}|${transactionIdOf(row)}`) })),
});
