import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { PayloadCodec } from '../temporal/payloadCodec.ts';
import type { Authenticate } from './authenticate.ts';
import { ApiProblem, invalidRequest } from './problem.ts';
import { createBodyReader } from './readBody.ts';
import { contextOf } from './requestContext.ts';

/** As Temporal's Web UI and command line speak to a codec endpoint: the payloads' JSON form. */
const bodySchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.base64()).default({}), data: z.base64().default('') })),
});
const bodyLimitBytes = 8 * 1024 * 1024;
const preflightSeconds = 600;

export interface CodecEndpoint {
  readonly codec: PayloadCodec;
  /** The Web UI's: the only one whose pages may ask; null: none may. */
  readonly uiUrl: string | null;
}

/**
 * `/codec/decode` and `/codec/encode`: what the Web UI shows to an operator who has a key with the scope `admin` (B-13).
 * No part of the API that an ERP calls, so not in its document.
 */
export function mountCodec(app: Express, { codec, uiUrl }: CodecEndpoint, authenticate: Authenticate): void {
  const origin = uiUrl === null ? null : new URL(uiUrl).origin;
  const readBody = createBodyReader(bodyLimitBytes);
  const allowOrigin = (request: Request, response: Response): void => {
    response.set({ 'Cache-Control': 'no-store', Vary: 'Origin' });
    if (origin !== null && request.get('origin') === origin) response.set('Access-Control-Allow-Origin', origin);
  };
  const serve = (path: string, work: PayloadCodec['decode']): void => {
    app.options(path, (request: Request, response: Response) => {
      contextOf(request).route = path;
      allowOrigin(request, response);
      response.set({
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'authorization, content-type, x-namespace',
        'Access-Control-Max-Age': String(preflightSeconds),
      });
      response.status(204).end();
    });
    app.post(path, async (request: Request, response: Response) => {
      const context = contextOf(request);
      context.route = path;
      allowOrigin(request, response);
      const principal = await authenticate(request.get('authorization'));
      context.principalId = principal.id;
      if (!principal.scopes.includes('admin'))
        throw new ApiProblem('forbidden', { detail: 'This route needs the scope admin.' });
      const body = bodySchema.safeParse(await readBody(request, response));
      if (!body.success) throw invalidRequest([{ path: 'payloads', message: 'payloads in their JSON form' }]);
      const payloads = await work(
        body.data.payloads.map(({ metadata, data }) => ({
          metadata: mapValues(metadata, fromBase64),
          data: fromBase64(data),
        })),
      );
      response.json({
        payloads: payloads.map(({ metadata, data }) => ({
          metadata: mapValues(metadata ?? {}, toBase64),
          data: toBase64(data ?? new Uint8Array()),
        })),
      });
    });
  };
  serve('/codec/decode', (payloads) => codec.decode(payloads));
  serve('/codec/encode', (payloads) => codec.encode(payloads));
}

const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const mapValues = <From, To>(record: Readonly<Record<string, From>>, work: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, work(value)]));
