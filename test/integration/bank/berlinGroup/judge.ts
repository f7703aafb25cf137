import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { loadDescription, type Parameter } from './description.ts';

/** A request with its answer, as they went over the wire. Names of headers in lower case; bodies as text. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string>>;
  readonly answerBody: string;
}

/** A difference from the description. */
export interface Finding {
  readonly side: 'request' | 'answer';
  /** Such as `GET /v1/accounts`. */
  readonly operation: string;
  readonly status: number;
  /** Where: `body/transactions`, `header/psu-id`, `query/dateFrom`; numbers of rows are `*`. */
  readonly at: string;
  /** What: `required _links`, `additionalProperties links`, `format date`. */
  readonly what: string;
}

/** Of HTTP itself: the description leaves them out on purpose. */
const ofHttp: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'accept',
  'content-type',
  'content-length',
  'user-agent',
  'transfer-encoding',
]);

export interface Judge {
  findings(exchange: Exchange): readonly Finding[];
  /** The call by its described name; null: no such call. */
  nameOf(exchange: Exchange): string | null;
}

/** Holds exchanges against the Berlin Group's description; members that it does not name are differences too. */
export function createJudge(): Judge {
  const description = loadDescription();
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, coerceTypes: false });
  addFormats.default(ajv);
  const schemas = asJsonSchema(description.document);
  if (typeof schemas === 'object' && schemas !== null) ajv.addSchema(schemas, 'description');

  const check = (pointer: string, value: unknown): readonly { readonly at: string; readonly what: string }[] => {
    const validate = ajv.getSchema(`description${encodeURI(pointer)}`);
    if (validate === undefined) throw new Error(`no schema at ${pointer}`);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, keyword, params }) => ({
      at: instancePath.replace(/\/\d+(?=\/|$)/g, '/*'),
      what: [keyword, ...detailsOf(params)].join(' '),
    }));
  };
  const checkParameter = ({ name, in: place, at, required }: Parameter, text: string | undefined) => {
    const where = `${place}/${place === 'header' ? name.toLowerCase() : name}`;
    if (text === undefined) return required ? [{ at: where, what: 'required' }] : [];
    return check(at, text).map(({ what }) => ({ at: where, what }));
  };

  const findings = (exchange: Exchange): readonly Finding[] => {
    const { method, path, query, headers, body, status, answerHeaders, answerBody } = exchange;
    const operation = description.operationOf(method, path);
    if (operation === null)
      return [{ side: 'request', operation: `${method} ${path}`, status, at: 'path', what: 'not described' }];
    const { name, parameters, pathValues, requestBody } = operation;
    const given = new Map<string, string>([
      ...Object.entries(pathValues).map(([key, value]) => [`path/${key}`, value] as const),
      ...query.map(([key, value]) => [`query/${key}`, value] as const),
      ...Object.entries(headers).map(([key, value]) => [`header/${key}`, value] as const),
    ]);
    const keyOf = (parameter: Parameter): string =>
      `${parameter.in}/${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
    const known = new Set(parameters.map(keyOf));
    const asked = [
      ...parameters.flatMap((parameter) => checkParameter(parameter, given.get(keyOf(parameter)))),
      ...[...given.keys()]
        .filter((key) => !known.has(key) && !ofHttp.has(key.replace('header/', '')))
        .map((key) => ({ at: key, what: 'not described' })),
      ...checkBody(requestBody, body),
    ];
    const answer = operation.answer(status);
    const answered =
      answer === null
        ? [{ at: 'status', what: 'not described' }]
        : [
            ...answer.headers.flatMap((header) => checkParameter(header, answerHeaders[header.name.toLowerCase()])),
            ...checkBody(answer.body, answerBody),
          ];
    return [
      ...asked.map((found) => ({ side: 'request' as const, operation: name, status, ...found })),
      ...answered.map((found) => ({ side: 'answer' as const, operation: name, status, ...found })),
    ];
  };

  return { findings, nameOf: ({ method, path }) => description.operationOf(method, path)?.name ?? null };

  function checkBody(pointer: string | null, text: string) {
    if (pointer === null) return text === '' ? [] : [{ at: 'body', what: 'not described' }];
    if (text === '') return [{ at: 'body', what: 'required' }];
    return check(pointer, JSON.parse(text)).map(({ at, what }) => ({ at: `body${at}`, what }));
  }
}

/** What ajv adds to a keyword: the missing or the unknown member, the format, the pattern. */
const detailsOf = (params: Readonly<Record<string, unknown>>): readonly string[] =>
  ['missingProperty', 'additionalProperty', 'format', 'type', 'limit'].flatMap((name) =>
    typeof params[name] === 'string' || typeof params[name] === 'number' ? [String(params[name])] : [],
  );

/** A copy as JSON Schema of today, in which an object has no members but those that are named. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { exclusiveMinimum, exclusiveMaximum, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, asJsonSchema(child)]),
  );
  const isOpen = rest['type'] === 'object' && 'properties' in rest && !('additionalProperties' in rest);
  // OpenAPI 3.0 has a flag beside the bound, where later drafts have the bound itself.
  return {
    ...rest,
    ...(exclusiveMinimum === true ? { exclusiveMinimum: rest['minimum'] } : {}),
    ...(exclusiveMaximum === true ? { exclusiveMaximum: rest['maximum'] } : {}),
    ...(isOpen ? { additionalProperties: false } : {}),
  };
}
