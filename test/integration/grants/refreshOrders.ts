import { z } from 'zod';

/** What a refreshing process stands on. */
export const partsShape = z.strictObject({
  databaseUrl: z.string(),
  bankUrl: z.string(),
  secretKey: z.string(),
  spillDir: z.string(),
});
export type ProgramParts = z.output<typeof partsShape>;

/** So many callers at once want a fresh token of this connection. */
export const ordersShape = z.strictObject({
  ref: z.strictObject({ clientId: z.uuid(), connectionId: z.uuid() }),
  times: z.int().positive(),
});
export type ProgramOrders = z.output<typeof ordersShape>;

/** Per caller: the version and a digest of the token that it got, or why it got none. */
export const answerShape = z.union([
  z.strictObject({ version: z.int(), token: z.string() }),
  z.strictObject({ code: z.string() }),
]);
export type RefreshAnswer = z.output<typeof answerShape>;
