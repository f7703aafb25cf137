import { Agent, request } from 'undici';
import { codeOf } from '../../bank/networkFailure.ts';
import type { MatchAdvisorSettings } from '../../config.ts';
import { AdvisorFailure, type MatchAdvisor } from './matchAdvisor.ts';

/** An order and a sentence take a few hundred bytes. */
const maxAnswerBytes = 16 * 1024;

/**
 * Asks an advisor by POST: no redirects, the whole call within its deadline, a body cut at 16 KiB and never decompressed.
 * Logs nothing; neither the key nor a body is part of what it throws.
 */
export function createHttpAdvisor({ url, apiKey, timeoutMs }: MatchAdvisorSettings): MatchAdvisor {
  const agent = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxAnswerBytes,
    connect: { timeout: timeoutMs },
  });
  return {
    async ask(content, signal) {
      signal?.throwIfAborted();
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const { statusCode, body } = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: {
            accept: 'application/json',
            'accept-encoding': 'identity',
            'content-type': 'application/json',
            ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey.reveal()}` }),
          },
          body: JSON.stringify(content),
          signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        });
        // Read to its end or cut, else its connection is never free.
        const text = await body.text();
        if (statusCode >= 300 && statusCode < 400) throw new AdvisorFailure('redirected', statusCode);
        if (statusCode !== 200) throw new AdvisorFailure('answered_with_error', statusCode);
        return parsed(text);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof AdvisorFailure) throw error;
        throw new AdvisorFailure(reasonOf(error, deadline));
      }
    },
    close: () => agent.destroy(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AdvisorFailure('not_json', 200);
  }
}

function reasonOf(error: unknown, deadline: AbortSignal): AdvisorFailure['reason'] {
  if (deadline.aborted) return 'timed_out';
  const code = codeOf(error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'answer_too_large';
  return code?.endsWith('_TIMEOUT') ? 'timed_out' : 'unreachable';
}
