import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Operation } from './documentedOperations.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly takenMs: number;
}

/** No answer tells where our code or our database broke (C-12). */
const innards =
  /node_modules|\bat .+\.ts:\d+|\bSQLSTATE\b|\binsert into\b|\bselect .+ from\b|relation "|column "|\bECONN|stack"/i;

export type JudgeAnswer = (
  operation: Operation | null,
  answer: FuzzAnswer,
  secrets: readonly string[],
) => readonly string[];

/** What cannot be read fits no schema. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const pointerPart = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** Holds answers against the document itself; each thing that is wrong as one line, none: all is well. */
export function createJudge(document: object): JudgeAnswer {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');

  function shapeFaults({ path, method }: Operation, { status, type, text }: FuzzAnswer): readonly string[] {
    const under = (part: string) =>
      `document#${encodeURI(`/paths/${pointerPart(path)}/${method.toLowerCase()}/responses/${part}/content/${pointerPart(type)}/schema`)}`;
    const validate =
      ajv.getSchema(under(String(status))) ?? (status >= 400 ? ajv.getSchema(under('default')) : undefined);
    if (validate === undefined) return [`${status} ${type} is not documented`];
    if (type === 'text/html') return [];
    return validate(parsed(text)) ? [] : [ajv.errorsText(validate.errors)];
  }

  const problem = ajv.getSchema('document#/components/schemas/Problem');
  if (problem === undefined) throw new Error('the document has no Problem');

  return (operation, answer, secrets) => {
    const { status, type, text } = answer;
    const faults: string[] = [];
    if (status >= 500) faults.push(`status ${status}`);
    if (secrets.some((secret) => text.includes(secret))) faults.push('a secret');
    const isEmpty = operation === null && text === ''; // of HEAD
    if (type === 'application/problem+json' && !isEmpty) {
      if (problem(parsed(text)) !== true) faults.push(ajv.errorsText(problem.errors));
      if (innards.test(text)) faults.push('words of the code or the database');
    } else if (status >= 400 && !isEmpty && type !== 'text/html') faults.push(`${status} that is no problem`);
    if (operation !== null) faults.push(...shapeFaults(operation, answer));
    return faults;
  };
}
