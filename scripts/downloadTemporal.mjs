// A program of its own, so that it runs on the installed Node, which knows HTTPS_PROXY; the setup may run on an older one.
import { writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FIRST_BYTE_MS = 10_000;
const STALL_MS = 20_000;

/** One file of a tar archive: 512-byte headers with name (0, 100) and octal size (124, 12), contents padded to 512. */
function fileOfTar(tar, name) {
  for (let at = 0; at + 512 <= tar.length; ) {
    const text = (from, length) => tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12), 8) || 0;
    if (text(0, 100).replace(/^\.\//, '') === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`the archive holds no file ${name}`);
}

async function download(url) {
  const controller = new AbortController();
  const abortIn = (ms, why) => setTimeout(() => controller.abort(new Error(why)), ms);
  let timer = abortIn(FIRST_BYTE_MS, `no answer within ${FIRST_BYTE_MS / 1000} s`);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    const chunks = [];
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = abortIn(STALL_MS, `the download stood still for ${STALL_MS / 1000} s`);
      chunks.push(chunk);
      process.stdout.write(`${chunks.reduce((sum, { length }) => sum + length, 0)}\n`);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

const [url, target] = process.argv.slice(2);
try {
  writeFileSync(target, fileOfTar(gunzipSync(await download(url)), 'temporal'), { mode: 0o755 });
} catch (error) {
  process.stderr.write(`${error.cause?.message || error.cause?.code || error.message}\n`);
  process.exitCode = 69;
}
