import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type SimulatorState, stateSchema, writeState } from './state.ts';

export interface StateFile {
  /** Something changed: written within a moment. */
  changed(): void;
  /** Writes what has changed, and waits for it: what a caller was told must survive a crash. */
  save(): Promise<void>;
}

const debounceMs = 100;

/** `null` where there is no file yet, or where it is another bank's: another seed. Throws for a file that is broken. */
export function loadState(path: string, seed: string): SimulatorState | null {
  if (!existsSync(path)) return null;
  const parsed = stateSchema.safeParse(readJson(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`the simulator cannot read its state; remove ${path} to begin anew`);
  return parsed.data.seed === seed ? parsed.data : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps the state in a file that is replaced as a whole: a crash leaves the old one or the new one. */
export function createStateFile(path: string, state: SimulatorState, now: () => number): StateFile {
  const file: { dirty: boolean; writing: Promise<void> | undefined } = { dirty: false, writing: undefined };
  let waiting = false;

  const write = async (): Promise<void> => {
    file.dirty = false;
    try {
      dropExpired(state, now());
      await replaceFile(path, writeState(state));
    } catch (error) {
      file.dirty = true;
      throw error;
    } finally {
      file.writing = undefined;
    }
  };
  const save = async (): Promise<void> => {
    while (file.dirty || file.writing !== undefined) await (file.writing ??= write());
  };
  return {
    changed() {
      file.dirty = true;
      if (waiting) return;
      waiting = true;
      void pause(debounceMs, undefined, { ref: false })
        .then(save)
        .catch(() => {}) // it stays to be written: whoever waits for the next save is told
        .finally(() => {
          waiting = false;
        });
    },
    save,
  };
}

/** An access token that nobody used for a day after its end is forgotten. */
function dropExpired(state: SimulatorState, nowMs: number): void {
  for (const [digest, { expiresAt }] of state.accessTokens)
    if (expiresAt < nowMs - 86_400_000) state.accessTokens.delete(digest);
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** Where nothing is kept. */
export const noStateFile: StateFile = { changed: () => {}, save: async () => {} };
