/** What an API key may do (contract 3.2, C-3). */
export const scopes = [
  'connections:read',
  'connections:write',
  'sync:run',
  'sync:all',
  'transactions:read',
  'transactions:write',
  'invoices:write',
  'matching:read',
  'matching:write',
  'webhooks:write',
  'audit:read',
  'admin',
] as const;

export type Scope = (typeof scopes)[number];

export const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);
