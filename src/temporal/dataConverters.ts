import { fileURLToPath } from 'node:url';
import {
  type DataConverter,
  defaultPayloadConverter,
  type LoadedDataConverter,
  type PayloadCodec,
} from '@temporalio/common';
import { failureConverter } from './failureConverter.ts';

/** Beside this file, and with its extension: sources and what is built of them. */
export const failureConverterPath = fileURLToPath(
  new URL(`failureConverter${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url),
);

/** Of a client that seals what it sends. */
export const sealingClient = (codec: PayloadCodec): LoadedDataConverter => ({
  payloadConverter: defaultPayloadConverter,
  failureConverter,
  payloadCodecs: [codec],
});

/** Of a worker, whose bundle of workflows must have the same failure converter. */
export const sealingWorker = (codec: PayloadCodec): DataConverter => ({
  payloadCodecs: [codec],
  failureConverterPath,
});
