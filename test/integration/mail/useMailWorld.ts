import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { temporaryFolder } from '../local/temporaryFolder.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type MailWorld, openMailWorld } from './mailWorld.ts';

export interface MailParts {
  readonly world: MailWorld;
  readonly mailbox: Mailbox;
  /** Values of a header, over all mails received. */
  header(name: string): readonly string[];
}

/** A database of its own for each test, and one mail server a file. The parts are there from the first test on. */
export function useMailWorld(): () => MailParts {
  let mailbox: Mailbox | undefined;
  let world: MailWorld | undefined;
  const parts = (): MailParts => {
    if (world === undefined || mailbox === undefined) throw new Error('inside of tests only');
    const { received } = mailbox;
    return { world, mailbox, header: (name) => received.flatMap(({ headers }) => headers.get(name) ?? []) };
  };
  beforeAll(async () => {
    mailbox = await openMailbox();
  });
  afterAll(() => mailbox?.close());
  beforeEach(async () => {
    world = await openMailWorld(await temporaryFolder());
    world.smtpUrl = mailbox?.url;
  });
  afterEach(async () => {
    const { mailbox: box, world: own } = parts();
    box.forget();
    await Promise.all([own.close(), rm(own.dataDir, { recursive: true, force: true })]);
  });
  return parts;
}
