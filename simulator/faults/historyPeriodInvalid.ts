import { z } from 'zod';
import { addDays, isDay } from '../calendar.ts';
import { sendTppError } from '../data/tppError.ts';
import { periodInvalid } from '../data/transactionsQuery.ts';
import { searchOf } from '../oauth/authorize.ts';
import { defineFault } from './fault.ts';

/** A bank that gives no more to a person than it gives at night. */
export const historyPeriodInvalid = defineFault({
  name: 'history.period-invalid',
  what: 'refuses with PERIOD_INVALID what goes further back, with a person too; days (90)',
  endpoints: ['transactions'],
  defaultWhen: 'always',
  params: z.strictObject({ days: z.int().min(0).max(400).default(90) }),
  strike({ days }, { request, response, context }) {
    const from = searchOf(request).get('dateFrom');
    if (from === null || !isDay(from) || from >= addDays(context.bank.today(), -days)) return 'spared';
    sendTppError(response, request.path, periodInvalid);
    return 'answered';
  },
});
