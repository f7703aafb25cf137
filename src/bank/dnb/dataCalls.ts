import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { compactAccountNumber } from '../../domain/accountNumber.ts';
import { parseCalendarDate } from '../../domain/calendarDate.ts';
import { isCurrencyCode, parseMinor } from '../../domain/money.ts';
import { BankError } from '../bankError.ts';
import type { BankLimits } from '../bankLimits.ts';
import { type AskedEndpoint, reportCall } from '../callReport.ts';
import { classifyPageFailure } from '../classifyFailure.ts';
import type { BankAnswer, HttpClient } from '../httpClient.ts';
import type { BankCall, BankPort, GrantSecrets, ListedAccount, ListedBalance } from '../port.ts';
import { toRefusal, understandAnswer } from './bankAnswer.ts';
import { bankUrl, pageUrl } from './pageUrl.ts';
import { textSchema } from './textFields.ts';
import { nextLink, parsePage } from './transactionPage.ts';

export interface DataCallDeps {
  readonly baseUrl: URL;
  /** By which the bank knows the caller and the person's leave: a bearer and a key, or the Consent-ID. */
  readonly credentials: (secrets: GrantSecrets) => Readonly<Record<string, string>>;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly limits: BankLimits;
}

/** It goes into the database and its keys: only what can be a currency. */
const currencySchema = z.string().refine(isCurrencyCode);
const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      resourceId: textSchema,
      iban: textSchema,
      bban: textSchema,
      currency: currencySchema,
      name: textSchema,
    }),
  ),
});
const balancesSchema = z.object({
  balances: z.array(
    z.object({
      balanceType: textSchema.pipe(z.string()),
      balanceAmount: z.object({ amount: z.string(), currency: z.string() }),
      referenceDate: textSchema.transform((text) => (text === null ? null : parseCalendarDate(text))),
    }),
  ),
});

/** The data calls of both profiles (contract 6). */
export function createDataCalls(deps: DataCallDeps): Pick<BankPort, 'accounts' | 'balances' | 'transactionsPage'> {
  const { baseUrl, credentials, http, clock, limits } = deps;

  /** Asks once and understands the answer; the report of the call tells of both. */
  const ask = <T>(
    url: URL,
    endpoint: Extract<AskedEndpoint, 'accounts' | 'transactions' | 'balances'>,
    { secrets, psu, signal, onCall }: BankCall,
    read: (answer: BankAnswer) => T,
  ): Promise<T> =>
    reportCall(
      { endpoint, isAttended: psu !== null, onCall },
      async (onSent) => {
        const answer = await http.send({
          method: 'GET',
          url,
          headers: { accept: 'application/json', ...credentials(secrets) },
          psu,
          signal,
          deadlineMs: limits.callMs,
          onSent,
        });
        if (answer.status === 200) return read(answer);
        const asked = endpoint === 'accounts' ? 'accounts' : 'account';
        throw toRefusal(answer, { endpoint: asked, attended: psu !== null, nowMs: clock.now() }, limits);
      },
      endpoint === 'transactions' ? classifyPageFailure : (error) => error,
    );

  const understand = <T>(schema: z.ZodType<T>, answer: BankAnswer): T => understandAnswer(schema, answer, limits);

  return {
    accounts: (call) =>
      ask(bankUrl(baseUrl, ['v1', 'accounts']), 'accounts', call, (answer) =>
        understand(accountsSchema, answer).accounts.map(toListedAccount),
      ),

    // An id that can be no path is refused as a promise, like all else.
    balances: async (call, accountId) =>
      ask(bankUrl(baseUrl, ['v1', 'accounts', accountId, 'balances']), 'balances', call, (answer) =>
        understand(balancesSchema, answer).balances.map(toListedBalance),
      ),

    async transactionsPage(call, query) {
      const url = pageUrl(baseUrl, query);
      return ask(url, 'transactions', call, ({ body }) => {
        const page = parsePage(body, limits);
        return {
          body,
          pageKey: `${url.pathname}${url.search}`,
          nextCursor: nextLink(page),
          rows: page.transactions.booked.length,
        };
      });
    },
  };
}

function toListedAccount(account: z.infer<typeof accountsSchema>['accounts'][number]): ListedAccount {
  const { resourceId, currency, name } = account;
  const iban = account.iban === null ? null : compactAccountNumber(account.iban);
  const bban = account.bban === null ? null : compactAccountNumber(account.bban);
  const accountId = resourceId ?? bban ?? iban;
  if (accountId === null) throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: 'ACCOUNT_ID' });
  return { accountId, iban, bban, currency, name };
}

function toListedBalance({
  balanceType,
  balanceAmount: { amount, currency },
  referenceDate,
}: z.infer<typeof balancesSchema>['balances'][number]): ListedBalance {
  const parsed = parseMinor(amount, currency);
  if (!parsed.ok) throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: parsed.reason });
  return { type: balanceType, amountMinor: parsed.amountMinor.toString(), currency, referenceDate };
}
