/** Stops the servers of a run and deletes their folder. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.kontosyncTestServers?.stop();
}
