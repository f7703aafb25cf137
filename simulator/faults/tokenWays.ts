import { z } from 'zod';
import { defineDataFault } from './fault.ts';

/** One refresh token for ever. */
export const tokenNoRotate = defineDataFault({
  name: 'token.no-rotate',
  what: 'a refresh brings no new refresh token',
  hook: 'token',
  params: z.strictObject({}),
  strike: () => (ways) => ({ ...ways, rotation: 'none' }),
});

/** The refresh token that was replaced works some seconds more. */
export const tokenGrace = defineDataFault({
  name: 'token.grace',
  what: 'a replaced refresh token works some seconds more; seconds (30)',
  hook: 'token',
  params: z.strictObject({ seconds: z.int().min(0).max(3_600).default(30) }),
  strike:
    ({ seconds }) =>
    (ways) => ({ ...ways, rotation: 'grace', graceSeconds: seconds }),
});

/** RFC 9700, 4.14.2: a replaced refresh token that comes again is taken for stolen. */
export const tokenStrictFamilyRevoke = defineDataFault({
  name: 'token.strict-family-revoke',
  what: 'a replaced refresh token that comes again ends all tokens of its code',
  hook: 'token',
  params: z.strictObject({}),
  strike: () => (ways) => ({ ...ways, rotation: 'family' }),
});

/** Q27: the bank has rotated the token, and nobody hears of it. */
export const tokenAnswerLost = defineDataFault({
  name: 'token.answer-lost',
  what: 'issues the tokens and cuts the connection',
  hook: 'token',
  defaultWhen: { times: 1 },
  params: z.strictObject({}),
  strike: () => (ways) => ({ ...ways, isAnswerLost: true }),
});

/** RFC 6749, 5.1: `expires_in` may be left out. */
export const tokenNoExpiresIn = defineDataFault({
  name: 'token.no-expires-in',
  what: 'does not say how long a token lives',
  hook: 'token',
  params: z.strictObject({}),
  strike: () => (ways) => ({ ...ways, saidLifeSeconds: null }),
});

/** Less than any run needs. */
export const tokenShort = defineDataFault({
  name: 'token.short',
  what: 'tokens live for a moment; seconds (60)',
  hook: 'token',
  params: z.strictObject({ seconds: z.int().min(1).default(60) }),
  strike:
    ({ seconds }) =>
    (ways) => ({ ...ways, lifeSeconds: seconds, saidLifeSeconds: seconds }),
});

/** F11: by its clock a token ends earlier than it said. */
export const tokenClockSkew = defineDataFault({
  name: 'token.clock-skew',
  what: 'the clock is ahead: Date says so, and tokens end so much earlier than they should; seconds (90)',
  hook: 'token',
  params: z.strictObject({ seconds: z.int().min(1).default(90) }),
  strike:
    ({ seconds }) =>
    (ways) => ({ ...ways, clockOffsetSeconds: seconds, lifeSeconds: Math.max(0, ways.lifeSeconds - seconds) }),
});
