import { z } from 'zod';
import { BankError } from '../bankError.ts';
import { parseBankJson } from '../bankJson.ts';
import type { BankLimits } from '../bankLimits.ts';
import { type BankEndpoint, classifyRefusal } from '../classifyFailure.ts';
import type { BankAnswer } from '../httpClient.ts';
import { retryAfterMs } from '../retryAfter.ts';

export interface AskedQuestion {
  readonly endpoint: BankEndpoint;
  readonly attended: boolean;
  readonly nowMs: number;
}

const errorSchema = z.object({ tppMessages: z.array(z.object({ code: z.string() })).min(1) });

/** What an answer that is no success means (bank E). */
export function toRefusal(
  { status, headers, body }: BankAnswer,
  { endpoint, attended, nowMs }: AskedQuestion,
  { maxJsonDepth }: BankLimits,
): BankError {
  const bankCode = bankCodeIn(body, maxJsonDepth);
  const wait = retryAfterMs(headers['retry-after'], nowMs);
  return new BankError({
    code: classifyRefusal({ endpoint, status, bankCode, retryAfterMs: wait, attended }),
    status,
    sent: true,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(bankCode === undefined ? {} : { bankCode }),
  });
}

/** The body of a success in its expected shape. Throws `BankError` for any other. */
export function understandAnswer<T>(
  schema: z.ZodType<T>,
  { status, body }: BankAnswer,
  { maxJsonDepth }: BankLimits,
): T {
  const parsed = schema.safeParse(parseBankJson(body, maxJsonDepth));
  if (parsed.success) return parsed.data;
  throw new BankError({ code: 'bank_contract_violation', sent: true, status });
}

/** `tppMessages[0].code` where it has a code's form: text of the bank never leaves the adapter. */
function bankCodeIn(body: Uint8Array, maxJsonDepth: number): string | undefined {
  try {
    const parsed = errorSchema.safeParse(parseBankJson(body, maxJsonDepth));
    const code = parsed.success ? parsed.data.tppMessages[0]?.code : undefined;
    return code !== undefined && /^[A-Za-z0-9_-]{1,60}$/.test(code) ? code : undefined;
  } catch {
    return undefined; // an HTML page: the status decides
  }
}
