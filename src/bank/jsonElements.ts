/**
 * The elements of an array in a JSON document, each as the text it was written as. `path` names the members that lead to
 * the array; of a member that comes twice the last counts, as for every parser. Empty where there is no such array. The
 * document must be JSON: it was parsed before.
 */
export function jsonElements(text: string, path: readonly string[]): readonly string[] {
  let at = afterSpace(text, 0);
  for (const name of path) {
    const member = [...membersAt(text, at)].findLast((one) => one.name === name);
    if (member === undefined) return [];
    at = member.valueAt;
  }
  if (text[at] !== '[') return [];
  return [...partsAt(text, at)].map(({ start, end }) => text.slice(start, end));
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function* membersAt(text: string, at: number): Generator<{ readonly name: unknown; readonly valueAt: number }> {
  if (text[at] !== '{') return;
  for (const { start, end } of partsAt(text, at)) {
    const nameEnd = stringEnd(text, start);
    const colon = afterSpace(text, nameEnd);
    if (colon < end) yield { name: JSON.parse(text.slice(start, nameEnd)), valueAt: afterSpace(text, colon + 1) };
  }
}

/** What stands between the commas of the object or array that begins here, without the space around. */
function* partsAt(text: string, opening: number): Generator<Part> {
  let start = afterSpace(text, opening + 1);
  let end = start;
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const sign = text[at] ?? '';
    if (depth === 0 && (sign === ',' || isClosing(sign))) {
      if (end > start) yield { start, end };
      if (sign !== ',') return;
      at = afterSpace(text, at + 1);
      start = at;
      continue;
    }
    if (sign === '"') {
      at = stringEnd(text, at);
      end = at;
      continue;
    }
    if (isOpening(sign)) depth += 1;
    else if (isClosing(sign)) depth -= 1;
    at += 1;
    if (!isSpace(sign)) end = at;
  }
}

/** Behind the closing quote of the string that begins here. */
function stringEnd(text: string, opening: number): number {
  let at = opening + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at] ?? '')) at += 1;
  return at;
}

const isSpace = (sign: string): boolean => sign === ' ' || sign === '\n' || sign === '\t' || sign === '\r';
const isOpening = (sign: string): boolean => sign === '{' || sign === '[';
const isClosing = (sign: string): boolean => sign === '}' || sign === ']';
