import { bearerOf } from '../data/authorizeCall.ts';
import type { StruckCall } from './fault.ts';

/** The consent that a call is about or comes with: by its path, its header, or the token that is tied to it. */
export function consentOfCall({ request, context }: StruckCall): string | null {
  const { consentId } = request.params;
  if (typeof consentId === 'string') return consentId;
  const header = request.get('consent-id');
  if (header !== undefined) return header;
  const token = bearerOf(request);
  return token === null ? null : (context.tokens.access(token)?.consentId ?? null);
}
