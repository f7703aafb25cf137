import { defineEntity, p } from '@mikro-orm/core';
import { ownedParent, tenancy } from './tenancy.ts';

/** A customer or supplier as the ERP's invoices name it; `id` is the ERP's (contract 4). The newest invoice counts. */
const PartySchema = defineEntity({
  name: 'Party',
  tableName: 'parties',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    id: p.text().primary(),
    name: p.text(),
    orgNumber: p.text().nullable(),
    aliases: p.json().$type<readonly string[]>().defaultRaw(`'[]'::jsonb`),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class Party extends PartySchema.class {}
PartySchema.setClass(Party);

/** What a payment may name a party by; a `token` is a word of one of its names. */
export const PartyKeyKind = {
  Account: 'account',
  OrgNumber: 'org_number',
  Name: 'name',
  Token: 'token',
} as const;
export type PartyKeyKind = (typeof PartyKeyKind)[keyof typeof PartyKeyKind];

/**
 * Where payments look parties up (matching 3, C, E and F), in compared form. Equality alone, on one index that begins
 * with the client: under row-level security no operator of a text or array index would be used, as they are not leakproof.
 */
const PartyKeySchema = defineEntity({
  name: 'PartyKey',
  tableName: 'party_keys',
  ...tenancy(),
  indexes: [{ name: 'party_keys_of_party', properties: ['clientId', 'partyId', 'kind'] }],
  properties: {
    clientId: p.uuid().primary(),
    kind: p.enum(() => PartyKeyKind).primary(),
    value: p.text().primary(),
    partyId: p.text().primary(),
    party: ownedParent(Party, 'party_id'),
  },
});
export class PartyKey extends PartyKeySchema.class {}
PartyKeySchema.setClass(PartyKey);
