import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { searchAttributes } from '../contracts/searchAttributes.ts';

// temporal.api.enums.v1.IndexedValueType; the client package does not export the enum.
const indexedValueTypes = { TEXT: 1, KEYWORD: 2, INT: 3, DOUBLE: 4, BOOL: 5, DATETIME: 6, KEYWORD_LIST: 7 } as const;
const listedWithinMs = 60_000;

/** The attributes are not there and cannot be made here: exit status 78, with the commands that make them. */
export class SearchAttributesError extends Error {
  override readonly name = 'SearchAttributesError';
}

/** Sees to it that our search attributes exist (E-8), on any address, by several processes at once. */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { operatorService } = connection;
  const wanted = Object.values(searchAttributes);
  const listed = async (): Promise<Readonly<Record<string, unknown>>> =>
    (await operatorService.listSearchAttributes({ namespace })).customAttributes ?? {};
  const present = await listed();
  // A second registration with another type succeeds and changes nothing, so a wrong type has to be looked for.
  const wrong = wanted.find(({ name, type }) => name in present && present[name] !== indexedValueTypes[type]);
  if (wrong !== undefined)
    throw new SearchAttributesError(`search attribute ${wrong.name} exists with another type than ${wrong.type}`);
  const missing = wanted.filter(({ name }) => !(name in present));
  if (missing.length === 0) return;
  try {
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, indexedValueTypes[type]])),
    });
  } catch (cause) {
    const commands = missing.map(
      ({ name, type }) => `  temporal operator search-attribute create --name ${name} --type ${title(type)}`,
    );
    throw new SearchAttributesError(
      `the search attributes cannot be made here. Make them by:\n${commands.join('\n')}`,
      { cause },
    );
  }
  for (const deadline = Date.now() + listedWithinMs; ; await sleep(100)) {
    const names = await listed();
    if (missing.every(({ name }) => name in names)) return;
    if (Date.now() > deadline) throw new SearchAttributesError('the search attributes are not listed after a minute');
  }
}

const title = (type: string): string => `${type.charAt(0)}${type.slice(1).toLowerCase()}`;
