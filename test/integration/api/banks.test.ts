import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeConnection, arrangeRun } from './arrange.ts';
import { itemsOf, openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const answersNow = async (): Promise<unknown> => {
  const { body } = await api.call('GET', '/api/v1/banks', { key });
  return itemsOf(body['items'], { answers_now: z.boolean().nullable() })[0]?.answers_now;
};
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

describe('GET /api/v1/banks', () => {
  test('contract 3.2 what the bank allows, and whether it answers, by the latest run that tells', async () => {
    const { body } = await api.call('GET', '/api/v1/banks', { key });
    expect(body['items']).toEqual([
      {
        id: 'dnb',
        name: 'DNB',
        consent_days: 180,
        history_days: { attended: 395, unattended: 89 },
        unattended_calls_per_day: 4,
        minimum_sync_frequency_hours: 8,
        time_zone: 'Europe/Oslo',
        answers_now: null,
      },
    ]);
    const mine = await arrangeConnection(api.database);
    await arrangeRun(api.database, mine, { finished_at: minutesAgo(61) });
    expect(await answersNow()).toBeNull();
    await arrangeRun(api.database, mine, { finished_at: minutesAgo(30) });
    expect(await answersNow()).toBe(true);
    await arrangeRun(api.database, mine, {
      finished_at: minutesAgo(20),
      status: 'failed',
      error_code: 'bank_unavailable',
    });
    expect(await answersNow()).toBe(false);
    await arrangeRun(api.database, mine, {
      finished_at: minutesAgo(10),
      status: 'failed',
      error_code: 'consent_expired',
    });
    expect(await answersNow()).toBe(false); // a consent's end tells nothing about the bank
  });
});
