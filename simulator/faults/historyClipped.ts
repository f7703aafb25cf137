import { z } from 'zod';
import { addDays } from '../calendar.ts';
import { defineDataFault } from './fault.ts';

/** Q22: what is shown begins later than what was asked for, and nobody says so. */
export const historyClipped = defineDataFault({
  name: 'history.clipped',
  what: 'shows the rows of the last days only, whatever is asked for; days (30)',
  hook: 'view',
  params: z.strictObject({ days: z.int().min(0).max(400).default(30) }),
  strike:
    ({ days }) =>
    (view, { today }) => ({
      ...view,
      booked: view.booked.filter(({ row }) => row.bookingDate >= addDays(today, -days)),
    }),
});
