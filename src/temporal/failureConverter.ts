import { DefaultFailureConverter } from '@temporalio/common';

/** Moves messages and stacks of failures into a payload, which the codec seals (B-13). Found by its path and its name. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
