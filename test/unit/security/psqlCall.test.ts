import { expect, test } from '@jest/globals';
import { psqlCall } from '../../../src/db/operator/openPsql.ts';
import { operatorName } from '../../../src/db/operator/operatorSession.ts';

test('B-1 no password in the list of processes, and the role cannot be changed by the address', () => {
  const { args, variables } = psqlCall(
    'postgres://erp:p%40ss@db.example:5433/kontosync?sslmode=require&options=-c%20role%3Dx',
  );
  expect(args.at(-1)).toBe('postgres://erp@db.example:5433/kontosync?sslmode=require');
  expect(variables).toMatchObject({ PGPASSWORD: 'p@ss', PGOPTIONS: '-c role=kontosync_operator' });
});

test('contract 3.3 the name that the audit sees fits into what PostgreSQL keeps', () => {
  expect(operatorName('kari')).toBe('kontosync-psql/kari');
  expect(operatorName('å'.repeat(80))).toBe(`kontosync-psql/${'_'.repeat(48)}`);
});
