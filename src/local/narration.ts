import { performance } from 'node:perf_hooks';

export interface Narration {
  /** Something that a person should know. */
  tell(text: string): void;
  step(name: string): void;
  /** Ends the last step; milliseconds since the start. */
  end(): number;
}

/** Tells a person on standard error what is being started, with the time each part took. */
export function startNarration(stream: NodeJS.WritableStream = process.stderr): Narration {
  const start = performance.now();
  let current: { name: string; at: number } | undefined;
  const finish = (): void => {
    if (current === undefined) return;
    stream.write(`  ${current.name.padEnd(16)} ${((performance.now() - current.at) / 1000).toFixed(1)} s\n`);
    current = undefined;
  };
  stream.write('Starting …\n');
  return {
    tell(text) {
      finish();
      stream.write(`${text}\n`);
    },
    step(name) {
      finish();
      current = { name, at: performance.now() };
    },
    end() {
      finish();
      return performance.now() - start;
    },
  };
}
