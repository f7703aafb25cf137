import { EngineError } from '../../temporal/engineError.ts';
import type { ApiDeps } from '../apiDeps.ts';
import type { RequestFacts } from '../defineRoute.ts';

/**
 * After a decision that is committed and cannot be asked for again: other rows that propose the same invoices are decided
 * anew (D-11). Where the engine is away they stay as they are until the next sync or invoice; accepting what is gone is
 * refused anyway, so the decision's answer is not spoilt.
 */
export async function ringMatching(
  { engine }: Pick<ApiDeps, 'engine'>,
  { log }: Pick<RequestFacts, 'log'>,
  clientId: string,
): Promise<void> {
  try {
    await engine.requestMatching({ clientId });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    log.warn({ code: error.code, client_id: clientId }, 'matching was not asked for after a decision');
  }
}
