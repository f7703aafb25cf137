export interface Lock {
  readonly kind: 'locked';
  readonly release: () => void;
}
export interface HeldLock {
  readonly kind: 'held';
  readonly pid: number;
}
/** Takes a lock file that belongs to this process, or says who has it. The lock of a dead process is no lock. */
export function tryLock(path: string): Lock | HeldLock;
/** Waits until the lock is free; `onWait` hears once who holds it. */
export function waitForLock(path: string, onWait?: (pid: number) => void): Promise<Lock>;
