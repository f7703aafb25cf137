import { performance } from 'node:perf_hooks';

const LINE_EVERY_MS = 15_000;

export const formatElapsed = (ms) => {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/**
 * Shows that something long goes on, with its elapsed time: one line that is renewed each second on a terminal, a line
 * every 15 seconds elsewhere (a log).
 */
export function startProgress(text, stream = process.stderr) {
  const start = performance.now();
  let detail = '';
  const line = () => `${text} ${formatElapsed(performance.now() - start)}${detail && `  ${detail}`}`;
  const draw = () =>
    stream.write(stream.isTTY ? `\r\x1b[K${line().slice(0, (stream.columns ?? 80) - 1)}` : `${line()}\n`);
  stream.write(stream.isTTY ? text : `${text}\n`);
  const timer = setInterval(draw, stream.isTTY ? 1000 : LINE_EVERY_MS);
  return {
    /** What it is doing at this moment. */
    detail(now) {
      detail = now;
    },
    end(outcome) {
      clearInterval(timer);
      stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}${text} ${outcome} ${formatElapsed(performance.now() - start)}\n`);
    },
  };
}
