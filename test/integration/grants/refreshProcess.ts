import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { answerShape, type ProgramOrders, type ProgramParts, type RefreshAnswer } from './refreshOrders.ts';

export interface RefreshProcess {
  readonly child: ChildProcess;
  /** Settles when it has ended, killed or not. */
  readonly gone: Promise<unknown>;
  /** Tells it what to do. Resolves with what its callers got; `null` where it died before it could say. */
  order(orders: ProgramOrders): Promise<readonly RefreshAnswer[] | null>;
}

/** A process that refreshes grants, ready to be told to; `failpoint` says where it kills itself. */
export async function startRefreshProcess(
  parts: ProgramParts,
  { failpoint }: { readonly failpoint?: string } = {},
): Promise<RefreshProcess> {
  const program = join(import.meta.dirname, 'fixtures', 'refreshProgram.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(parts)], {
    env: { PATH: process.env['PATH'], ...(failpoint === undefined ? {} : { FAILPOINT: failpoint }) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    gone.then(() => {
      throw new Error('the process did not start');
    }),
  ]);
  return {
    child,
    gone,
    async order(orders) {
      const answered = once(child, 'message').then(([message]) => z.array(answerShape).parse(message));
      child.send(orders);
      return Promise.race([answered, gone.then(() => null)]);
    },
  };
}
