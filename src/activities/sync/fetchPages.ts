import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { BankError } from '../../bank/bankError.ts';
import type { PaymentServiceUser, TransactionPage } from '../../bank/port.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import type { PageProgress, RunAccountRef } from '../../contracts/sync.ts';
import { leaveAccount } from '../../db/sql/pages/leaveAccount.ts';
import { listPageKeys } from '../../db/sql/pages/listPageKeys.ts';
import { readGrantSalt } from '../../db/sql/pages/readGrantSalt.ts';
import { type PartRow, readPart } from '../../db/sql/pages/readPart.ts';
import { readPerson } from '../../db/sql/pages/readPerson.ts';
import { stagePage } from '../../db/sql/pages/stagePage.ts';
import { type ReadingStop, stopReading } from '../../db/sql/pages/stopReading.ts';
import { type ReadingAttempt, takeFence } from '../../db/sql/pages/takeFence.ts';
import { withClient } from '../../db/tenantScope.ts';
import { addDays, bankToday } from '../../domain/calendarDate.ts';
import { instantOf } from '../../domain/zonedTime.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { GrantStore } from '../grants/grantStore.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { openBankReader } from './bankReader.ts';
import { maxEmptyPages, maxPages, maxRows, stepMs, stepPages } from './limits.ts';

const role = 'kontosync_worker' as const;

/** What the pages of a step are read with. */
interface Reading {
  readonly ref: RunAccountRef;
  readonly part: PartRow;
  readonly attempt: ReadingAttempt;
  readonly person: PaymentServiceUser | null;
  readonly salt: Buffer | null;
  readonly knownKeys: readonly string[];
}

/**
 * Reads pages of an account's window at the bank and stages each, with the cursor behind it, in a transaction of its own
 * (D-1): up to 20, or for 20 seconds (D-8). It goes on from the stored cursor, whoever read before.
 *
 * `parked`: the bank's reads of the day are used up. `partial`: the bank goes round in circles or does not come to an
 * end, or the account belongs to another connection by now; nothing is merged. Throws `BankError` for what the bank did else, `StepError` `changed_meanwhile` where another
 * attempt has begun since (its writes had no effect).
 */
export const createFetchPages =
  (deps: ActivityDeps, grants: GrantStore) =>
  async (ref: RunAccountRef): Promise<PageProgress> => {
    const { orm, clock } = deps;
    const { clientId } = ref;
    const begun = await withClient(orm.em, { clientId, role }, async (em): Promise<PageProgress | Reading> => {
      const part = await readPart(em, ref);
      if (part === null || part.runStatus !== 'running') throw new StepError('not_found');
      if (part.isMoved && (part.state === 'reading' || part.state === 'staged')) {
        await leaveAccount(em, ref);
        return progressOf({ ...part, state: 'partial' });
      }
      if (part.state !== 'reading') return progressOf(part);
      const attempt = await takeFence(em, ref);
      if (attempt === null) throw new StepError('changed_meanwhile');
      const { connectionId, attended } = part;
      return {
        ref,
        part,
        attempt,
        person: attended ? await readPerson(em, { ...ref, connectionId }) : null,
        salt: await readGrantSalt(em, clientId, connectionId),
        knownKeys: await listPageKeys(em, ref),
      };
    });
    if ('kind' in begun) return begun;

    let { cursor, pages, rows } = begun.attempt;
    const { connectionId } = begun.part;
    const untilMs = clock.now() + stepMs;
    const knownKeys = new Set(begun.knownKeys);
    let emptyPages = 0;
    return whileHeartbeating(
      () => pages,
      async () => {
        const signal = Context.current().cancellationSignal;
        const ask = await openBankReader(grants, { ref: { clientId, connectionId }, psu: begun.person, signal });
        for (let read = 0; read < stepPages && clock.now() < untilMs; read += 1) {
          const query = {
            accountId: begun.part.bankAccountId,
            from: begun.part.windowFrom,
            to: begun.part.windowTo,
            ...(cursor === null ? {} : { cursor }),
          };
          let page: TransactionPage;
          try {
            page = await ask((call) => deps.bank.transactionsPage(call, query));
          } catch (error) {
            if (error instanceof BankError && error.code === 'quota_exhausted')
              return stop(deps, begun, { pages, rows }, park(deps, error));
            throw error;
          }
          emptyPages = page.rows === 0 ? emptyPages + 1 : 0;
          const refused = whyNotFollow(page, { cursor, knownKeys, emptyPages, pages, rows });
          if (refused !== null) return stop(deps, begun, { pages, rows }, { state: 'partial', code: refused });
          await stage(deps, begun, page, pages + 1);
          knownKeys.add(page.pageKey);
          pages += 1;
          rows += page.rows;
          cursor = page.nextCursor;
          Context.current().heartbeat(pages);
          if (cursor === null) return { kind: 'staged', pages, rows };
        }
        return { kind: 'more', pages, rows };
      },
    );
  };

/** Of a part whose reading has ended, in this attempt or an earlier one. */
function progressOf({ state, pages, rows, code }: PartRow): PageProgress {
  if (state === 'partial' || state === 'parked') return { kind: state, pages, rows, code: code ?? 'unexpected' };
  return { kind: 'staged', pages, rows };
}

interface Position {
  readonly cursor: string | null;
  readonly knownKeys: ReadonlySet<string>;
  readonly emptyPages: number;
  readonly pages: number;
  readonly rows: number;
}

/** D-14, D-15: a page that came before, a link to itself, pages without entries, too many pages or rows. */
function whyNotFollow(page: TransactionPage, at: Position): ErrorCode | null {
  if (at.knownKeys.has(page.pageKey)) return 'pagination_loop';
  if (page.nextCursor === null) return at.rows + page.rows > maxRows ? 'page_ceiling' : null;
  if (page.nextCursor === at.cursor || at.emptyPages >= maxEmptyPages) return 'pagination_loop';
  return at.pages + 1 >= maxPages || at.rows + page.rows > maxRows ? 'page_ceiling' : null;
}

/** D-12: the bank's next day, or when it says. */
function park({ bank, clock }: ActivityDeps, error: BankError): ReadingStop {
  const nowMs = clock.now();
  const { timeZone } = bank.descriptor;
  const nextDayMs = instantOf(addDays(bankToday(nowMs, timeZone), 1), 0, timeZone);
  const askedMs = nowMs + (error.details.retryAfterMs ?? 0);
  return { state: 'parked', code: 'quota_exhausted', retryAt: new Date(Math.max(nextDayMs, askedMs)) };
}

async function stop(
  { orm }: ActivityDeps,
  { ref, attempt }: Reading,
  { pages, rows }: { readonly pages: number; readonly rows: number },
  how: ReadingStop,
): Promise<PageProgress> {
  const written = await withClient(orm.em, { clientId: ref.clientId, role }, (em) =>
    stopReading(em, ref, attempt.fence, how),
  );
  if (!written) throw new StepError('changed_meanwhile');
  return { kind: how.state, pages, rows, code: how.code };
}

async function stage(
  { orm, cipher, clock }: ActivityDeps,
  { ref, part, attempt, salt }: Reading,
  { body, pageKey, rows, nextCursor }: TransactionPage,
  pageNo: number,
): Promise<void> {
  // The grant's salt: one derivation for all secrets and pages of the connection.
  const encrypted = await cipher.encryptBytes({
    connectionId: part.connectionId,
    kind: 'page',
    bytes: body,
    ...(salt === null ? {} : { salt }),
  });
  const written = await withClient(orm.em, { clientId: ref.clientId, role }, (em) =>
    stagePage(em, ref, attempt.fence, {
      pageNo,
      pageKey,
      bodySha256: createHash('sha256').update(body).digest(),
      body: encrypted.ciphertext,
      keyId: encrypted.keyId,
      kdfSalt: encrypted.salt,
      kdfIterations: encrypted.iterations,
      rows,
      nextCursor,
      fetchedAt: new Date(clock.now()),
    }),
  );
  if (!written) throw new StepError('changed_meanwhile');
}
