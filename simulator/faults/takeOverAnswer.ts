import type { Response } from 'express';

/**
 * The bank answers as ever, but `deliver` gets the body instead of the caller; status and headers stand in the response.
 * An answer without a body goes out as it is. Where two faults take the same answer over, the later one has it.
 */
export function takeOverAnswer(response: Response, deliver: (body: Buffer) => void): void {
  response.send = (body: unknown) => {
    deliver(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
    return response;
  };
}
