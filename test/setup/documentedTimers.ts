/** What docs/operations.md tells an operator to install, so that tests try that and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const blocks = [
  ...readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms),
].map(([, language = '', text = '']) => ({ language, text }));

function only(matches: readonly string[], what: string): string {
  const [first] = matches;
  if (first === undefined || matches.length > 1) throw new Error(`docs/operations.md: ${matches.length} times ${what}`);
  return first;
}

/** The five fields of time, and the command behind them. */
export function documentedCrontab(): { readonly times: readonly string[]; readonly command: string } {
  const lines = blocks
    .filter(({ language }) => language === 'crontab')
    .flatMap(({ text }) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
  const fields = only(lines, 'a crontab line').split(' ');
  return { times: fields.slice(0, 5), command: fields.slice(5).join(' ') };
}

/** The shell line that makes the key and its file. */
export const documentedKeyCommand = (): string =>
  only(
    blocks.flatMap(({ text }) => text.split('\n')).filter((line) => line.includes('keys create night-timer')),
    'the command that makes the key',
  );

export interface UnitFile {
  /** `kontosync-night.timer` */
  readonly name: string;
  readonly text: string;
  /** Section → setting → value, as systemd.syntax(7) has them; each setting once. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export const documentedUnits = (): readonly UnitFile[] =>
  blocks.flatMap(({ language, text }) => {
    const name = /^# \/etc\/systemd\/system\/(\S+)$/m.exec(text)?.[1];
    return language === 'ini' && name !== undefined ? [{ name, text, sections: parseUnit(name, text) }] : [];
  });

function parseUnit(name: string, text: string): UnitFile['sections'] {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && !/^[#;]/.test(each))) {
    const head = /^\[(\w+)\]$/.exec(line)?.[1];
    const [, key, value] = /^([A-Z]\w*)=(.*)$/.exec(line) ?? [];
    if (head !== undefined) {
      section = new Map();
      sections.set(head, section);
    } else if (key === undefined || value === undefined || section === undefined || section.has(key)) {
      throw new Error(`${name}: not a line of a unit file, or a setting twice: ${line}`);
    } else section.set(key, value);
  }
  return sections;
}
