import { defineEntity, p } from '@mikro-orm/core';
import { tenancy } from './tenancy.ts';

/**
 * A booked row of an erased client that the law asks for still (E-18): bokføringsloven § 13 wants documentation for five
 * years after the accounting year. No route and no role of the running programs reads it.
 */
const HeldSchema = defineEntity({
  name: 'HeldTransaction',
  tableName: 'held_transactions',
  ...tenancy({ router: 'read', expires: 'held_until <= CURRENT_DATE' }),
  properties: {
    clientId: p.uuid().primary(),
    id: p.uuid().primary(),
    erasureId: p.uuid(),
    bookingDate: p.date(),
    /** The first day on which nothing asks for it any more. */
    heldUntil: p.date(),
    /** The row as it was, with its account. */
    content: p.json().$type<Record<string, unknown>>(),
  },
});
export class HeldTransaction extends HeldSchema.class {}
HeldSchema.setClass(HeldTransaction);
