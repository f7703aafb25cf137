/** What one statement came to, as the driver gives it. */
export interface StatementResult {
  readonly command: string | null;
  readonly rowCount: number | null;
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A table of the rows as psql draws it, or `UPDATE 1`; each line ends. */
export function renderResult({ command, rowCount, fields, rows }: StatementResult): string {
  if (fields.length === 0) return command === null || command === '' ? '' : `${tag(command, rowCount)}\n`;
  const cells = rows.map((row) => row.map(printable));
  const names = fields.map(({ name }) => printable(name));
  const widths = names.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (texts: readonly string[]) =>
    ` ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')}`.trimEnd();
  const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return `${[line(names), rule, ...cells.map(line), count].join('\n')}\n`;
}

const tag = (command: string, rowCount: number | null): string => {
  if (rowCount === null) return command;
  return command === 'INSERT' ? `INSERT 0 ${rowCount}` : `${command} ${rowCount}`;
};

/** A text of the bank must not steer the terminal. */
const printable = (text: string | null): string =>
  (text ?? '').replace(/\p{Cc}/gu, (character) => (character === '\n' ? '↵' : '�'));
