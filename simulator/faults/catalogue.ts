import type { FaultDefinition } from './fault.ts';
import { http5xx } from './http5xx.ts';
import { netHang } from './netHang.ts';
import { netSlow } from './netSlow.ts';
import { quota429Retry } from './quota429Retry.ts';
import { tokenExpired } from './tokenExpired.ts';

/** Every fault this bank can have, by the names of bank H. */
export const faultCatalogue: readonly FaultDefinition[] = [http5xx, quota429Retry, tokenExpired, netHang, netSlow];
