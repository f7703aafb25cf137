import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** A payment that the bank booked as a part of one sum. */
export interface NewLine {
  /** Signed as the row. */
  readonly amountMinor: bigint;
  readonly kid: string | null;
  readonly text: string | null;
  readonly counterpartyName: string | null;
}

/**
 * The lines of a row that its transaction holds, in place of those that it had. Whether anything changed: the same lines
 * again write nothing.
 */
export async function replaceLines(
  em: EntityManager,
  clientId: string,
  transactionId: string,
  lines: readonly NewLine[],
): Promise<boolean> {
  const records = JSON.stringify(
    lines.map((line, index) => ({
      position: index + 1,
      amount_minor: line.amountMinor.toString(),
      kid: line.kid,
      text: line.text,
      counterparty_name: line.counterpartyName,
    })),
  );
  const columns = 'position, amount_minor, kid, text, counterparty_name';
  const given = `json_to_recordset($3) as r(position int, amount_minor bigint, kid text, text text, counterparty_name text)`;
  const mine = 'from transaction_lines where client_id = $1 and transaction_id = $2';
  const [differing] = await query(
    em,
    `select 1 from ((select ${columns} from ${given} except select ${columns} ${mine})
       union all (select ${columns} ${mine} except select ${columns} from ${given})) as d limit 1`,
    [clientId, transactionId, records],
  );
  if (differing === undefined) return false;
  await query(em, `delete ${mine}`, [clientId, transactionId]);
  await query(
    em,
    `insert into transaction_lines (client_id, transaction_id, ${columns}) select $1, $2, ${columns} from ${given}`,
    [clientId, transactionId, records],
  );
  return true;
}
