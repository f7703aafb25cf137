import { defineEntity, p } from '@mikro-orm/core';
import { mailKinds } from '../../domain/mail/mailKind.ts';
import { BankConnection } from './connection.ts';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';

const waiting = '"sent_at" is null and "given_up_at" is null';

/**
 * Mails to a client's people (contract 3.2): written before they are sent, once for each subject. No address and no text:
 * both are made from the client's settings when a mail goes out.
 */
const MailSchema = defineEntity({
  name: 'Mail',
  tableName: 'mails',
  ...tenancy({ router: 'read', expires: `created_at < (now() - '365 days'::interval)` }),
  // Never more than one a day, or for each notice: the day, or the notice, is in the subject.
  uniques: [ownedKey, { name: 'mails_one_a_subject', properties: ['clientId', 'subject'] }],
  indexes: [{ name: 'mails_waiting', properties: ['nextAttemptAt'], where: waiting }],
  properties: {
    ...ownedByClient(),
    kind: p.enum([...mailKinds]),
    /** What it is about, such as `review_digest/2026-11-25`. */
    subject: p.text(),
    connectionId: p.uuid().nullable(),
    connection: ownedParent(BankConnection, 'connection_id'),
    /** Counts and dates that its text is made of. */
    facts: p.json().$type<Readonly<Record<string, string | number | null>>>(),
    attempts: p.integer().default(0),
    /** While it is being sent: when another may take it up, should this one die. */
    nextAttemptAt: p.datetime().defaultRaw('now()'),
    /** SHA-256 of the addresses that need no further attempt; emptied when the mail is done. */
    settledRecipients: p.json().$type<readonly string[]>().defaultRaw(`'[]'::jsonb`),
    accepted: p.integer().default(0),
    /** Addresses that the mail server refused for good. */
    refused: p.integer().default(0),
    /** Why the last attempt was not the last one, or why there is none any more. */
    lastCode: p.text().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    sentAt: p.datetime().nullable(),
    givenUpAt: p.datetime().nullable(),
  },
});
export class Mail extends MailSchema.class {}
MailSchema.setClass(Mail);
