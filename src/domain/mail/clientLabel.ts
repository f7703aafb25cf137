const mostCharacters = 80;

/**
 * A client's name as a mail may show it, also in its subject: one line, nothing that is invisible or turns the direction
 * of writing, at most 80 characters. Null: it has none.
 */
export function clientLabel(name: string | null): string | null {
  const line = (name ?? '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]+/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = Array.from(line);
  if (characters.length === 0) return null;
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : line;
}

/** The subject of a mail with whose it is, for people who keep several companies. */
export function subjectOf(said: string, clientName: string | null): string {
  const label = clientLabel(clientName);
  return label === null ? said : `${said} – ${label}`;
}
