import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { isAmong, showBooked, without } from './shownBooked.ts';

const share = z.number().min(0).max(1);

/** Q06 */
export const textEnriched = defineDataFault({
  name: 'text.enriched',
  what: 'texts as they are hours after booking; form (archive): archive reference, or authorisation code; share (1)',
  hook: 'view',
  params: z.strictObject({ form: z.enum(['archive', 'authorisation']).default('archive'), share: share.default(1) }),
  strike:
    ({ form, share: among }) =>
    (view, { seed }) =>
      showBooked(view, (shown, row) => {
        if (!isAmong(among, `${seed}|enriched`, row)) return shown;
        const number = String(row.serial).slice(-6);
        const added = form === 'archive' ? `Ark.Ref *${number}` : `Aut. ${number}`;
        return { ...shown, additionalInformation: `${row.text}, ${added}` };
      }),
});

export const textLateKid = defineDataFault({
  name: 'text.late-kid',
  what: 'the KID is not there yet: switch it off, and it has come',
  hook: 'view',
  params: z.strictObject({}),
  strike: () => (view) => showBooked(view, (shown) => without(shown, 'remittanceInformationStructured')),
});

/** Q19 */
export const textMoved = defineDataFault({
  name: 'text.moved',
  what: 'the text in another field; to (unstructured): unstructured, array',
  hook: 'view',
  params: z.strictObject({ to: z.enum(['unstructured', 'array']).default('unstructured') }),
  strike:
    ({ to }) =>
    (view) =>
      showBooked(view, (shown, row) => ({
        ...without(shown, 'additionalInformation'),
        ...(to === 'array'
          ? { remittanceInformationUnstructuredArray: [row.text] }
          : { remittanceInformationUnstructured: row.text }),
      })),
});

/** Q20 */
export const textMangled = defineDataFault({
  name: 'text.mangled',
  what: 'texts cut at 140 characters, with double and hard spaces, letters and their marks apart (NFD)',
  hook: 'view',
  params: z.strictObject({}),
  strike: () => (view) =>
    showBooked(view, (shown, row) => ({
      ...shown,
      additionalInformation: row.text.normalize('NFD').replaceAll(', ', ',  ').replace(' ', '\u00a0').slice(0, 140),
    })),
});
