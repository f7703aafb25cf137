import type { Response } from 'express';
import type { z } from 'zod';

export interface ControlIssue {
  readonly path: string;
  readonly message: string;
}

export function sendControlError(
  response: Response,
  status: number,
  error: string,
  issues: readonly ControlIssue[] = [],
): void {
  response.status(status).json({ error, ...(issues.length === 0 ? {} : { issues }) });
}

export const issuesOf = ({ issues }: z.ZodError): readonly ControlIssue[] =>
  issues.map(({ path, message }) => ({ path: path.join('.'), message }));
