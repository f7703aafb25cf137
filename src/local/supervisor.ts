import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildSpec, type RunningChild, spawnChild } from './childProcess.ts';
import { readTail } from './readTail.ts';

/** Takes pino's logger. */
export interface SupervisorLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A part with a process of its own: PostgreSQL, Temporal. */
export interface Service {
  readonly exited: Promise<void>;
  readonly stop: () => Promise<void>;
  readonly logFile: string;
}

/** Why everything stops. `message` holds the end of the part's log. */
export type StopReason =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }
  | { readonly kind: 'asked' };

/** What a start is rejected with once a stop has begun. */
export class StoppingError extends Error {
  override readonly name = 'StoppingError';
}

const RESTART_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];
const RESTARTS_FORGOTTEN_AFTER_MS = 10 * 60_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Wrong use, wrong configuration (contract 5): starting again cannot help. */
const HOPELESS_EXITS: readonly (number | null)[] = [64, 78];

/**
 * Runs the parts of one machine and stops them in the reverse order of their start. From its making on it holds SIGINT,
 * SIGTERM and SIGHUP; the first begins the stop, later ones are ignored, as npm hands a terminal's Ctrl-C on and it comes
 * twice.
 */
export class Supervisor {
  readonly #log: SupervisorLog;
  readonly #stops: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  readonly #stopping = new AbortController();
  readonly #stopped = Promise.withResolvers<StopReason>();
  #starting: Promise<unknown> = Promise.resolve();
  readonly #onSignal = (signal: NodeJS.Signals): void => this.#begin({ kind: 'signal', signal });

  constructor(log: SupervisorLog) {
    this.#log = log;
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** Settles when everything has stopped, with what began it. Exit status: 0 for a signal, else 1. */
  get stopped(): Promise<StopReason> {
    return this.#stopped.promise;
  }

  /** Aborted when a stop begins, for work between the starts. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Begins the stop, as a signal would, and waits for its end. */
  stop(): Promise<StopReason> {
    this.#begin({ kind: 'asked' });
    return this.stopped;
  }

  /** Starts a part that runs by itself; everything stops when it ends. Starts go one after the other. */
  service<S extends Service>(name: string, start: () => Promise<S>): Promise<S> {
    return this.#start(async () => {
      const service = await start();
      this.#stops.push({ name, stop: service.stop });
      void service.exited.then(() => this.#fail(name, 'ended unexpectedly', readTail(service.logFile)));
      return service;
    });
  }

  /** Starts a child and waits for `spec.ready`. A restarted one keeps its place in the order of the stop. */
  child(spec: ChildSpec): Promise<void> {
    return this.#start(async () => {
      const place = { now: spawnChild(spec) };
      this.#stops.push({ name: spec.name, stop: () => place.now.stop() });
      const problem = await this.#untilReady(spec, place.now);
      if (problem !== undefined) this.#fail(spec.name, `did not start: ${problem}`, place.now.tail());
      else void this.#watch(spec, place);
    });
  }

  /** What went wrong; undefined when the child is ready, and when a stop has begun. */
  async #untilReady(spec: ChildSpec, child: RunningChild): Promise<string | undefined> {
    const over = new AbortController();
    try {
      return await Promise.race([
        spec.ready?.(AbortSignal.any([over.signal, this.signal])).then(() => undefined),
        child.exited.then(() => child.outcome()),
      ]);
    } catch (error) {
      return this.signal.aborted ? undefined : String(error);
    } finally {
      over.abort();
    }
  }

  async #watch(spec: ChildSpec, place: { now: RunningChild }): Promise<void> {
    for (let deaths: number[] = []; ; ) {
      const child = place.now;
      await child.exited;
      if (this.signal.aborted) return;
      const now = Date.now();
      deaths = [...deaths.filter((at) => now - at < RESTARTS_FORGOTTEN_AFTER_MS), now];
      const delayMs = spec.restart ? RESTART_DELAYS_MS[deaths.length - 1] : undefined;
      if (delayMs === undefined || HOPELESS_EXITS.includes(child.exitStatus()))
        return this.#fail(spec.name, `ended unexpectedly, ${child.outcome()}`, child.tail());
      this.#log.warn({ part: spec.name, outcome: child.outcome(), delayMs }, 'a part ended and is started again');
      await sleep(delayMs, undefined, { signal: this.signal }).catch(() => {});
      if (this.signal.aborted) return;
      place.now = spawnChild(spec);
    }
  }

  async #start<T>(start: () => Promise<T>): Promise<T> {
    const started = this.#starting.then(() => {
      if (this.signal.aborted) throw new StoppingError('a stop has begun');
      return start();
    });
    this.#starting = started.catch(() => {});
    const value = await started;
    if (this.signal.aborted) throw new StoppingError('a stop has begun');
    return value;
  }

  #fail(name: string, what: string, tail: string): void {
    if (this.signal.aborted) return;
    this.#log.error({ part: name }, 'a part failed, everything is stopped');
    this.#begin({ kind: 'failed', name, message: `${name} ${what}.${tail && ` The end of its log:\n${tail}`}` });
  }

  #begin(reason: StopReason): void {
    if (this.signal.aborted) return;
    this.#stopping.abort();
    void this.#stopAll().then(() => this.#stopped.resolve(reason));
  }

  async #stopAll(): Promise<void> {
    await this.#starting; // a part has to be there before it can be stopped; a child's wait for ready is cut short
    for (const { name, stop } of this.#stops.toReversed()) {
      const start = Date.now();
      await stop().catch((error: unknown) => this.#log.error({ part: name, err: error }, 'a part did not stop'));
      this.#log.info({ part: name, ms: Date.now() - start }, 'a part has stopped');
    }
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }
}
