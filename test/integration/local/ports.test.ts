import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { choosePorts, freePort } from '../../../src/local/ports.ts';

let taken: number;
let occupant: Server;

beforeAll(async () => {
  taken = await freePort();
  occupant = createServer().listen(taken, '127.0.0.1');
  await once(occupant, 'listening');
});
afterAll(() => {
  occupant.close();
});

describe('choosePorts', () => {
  test('takes the wanted port where it is free', async () => {
    const wanted = await freePort();
    expect(await choosePorts({ temporal: { variable: 'TEMPORAL_PORT', wanted, isSet: false } })).toEqual({
      temporal: wanted,
    });
  });

  test('takes another where it is taken and its variable is not set', async () => {
    const { temporal } = await choosePorts({ temporal: { variable: 'TEMPORAL_PORT', wanted: taken, isSet: false } });
    expect(temporal).not.toBe(taken);
  });

  test('names the variable where it is set and taken', async () => {
    await expect(choosePorts({ temporal: { variable: 'TEMPORAL_PORT', wanted: taken, isSet: true } })).rejects.toThrow(
      `TEMPORAL_PORT: port ${taken} is taken`,
    );
  });

  test('names both variables where two are set to the same port', async () => {
    const wanted = await freePort();
    const wishes = {
      api: { variable: 'PORT', wanted, isSet: true },
      ui: { variable: 'TEMPORAL_UI_PORT', wanted, isSet: true },
    };
    await expect(choosePorts(wishes)).rejects.toThrow(`TEMPORAL_UI_PORT: port ${wanted} is already given to PORT`);
  });

  test('a port that a person set goes before a default', async () => {
    const wanted = await freePort();
    const chosen = await choosePorts({
      ui: { variable: 'TEMPORAL_UI_PORT', wanted, isSet: false },
      api: { variable: 'PORT', wanted, isSet: true },
    });
    expect(chosen.api).toBe(wanted);
    expect(chosen.ui).not.toBe(wanted);
  });
});
