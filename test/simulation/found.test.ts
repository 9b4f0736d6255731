import { expect, it } from 'vitest';
import { ONE_WISH, WISH } from './one-wish.ts';
import { judge } from './outcome.ts';
import type { Plan, PlannedFault } from './plan.ts';

/** Lives that broke a rule once, as short as they could be made. */

const MINUTE = 60_000;

const late = (effect: string, ms: number, times: number): PlannedFault[] =>
  Array.from({ length: times }, (_, index) => ({ incarnation: 1, effect, n: index + 1, what: 'late', ms, roll: 0 }));

it('a cover that is to be posted when Discord takes too long is refused in words, and not as a bug', async () => {
  const plan: Plan = {
    ...ONE_WISH,
    actions: [
      { at: 5_000, guild: 0, member: 0, channel: 0, ...WISH, isPrivate: true },
      { at: 4 * MINUTE, guild: 0, member: 0, channel: 0, do: 'press', button: 'post', words: '' },
    ],
    faults: late('discord:read', 11_000, 40),
    calmAt: 10 * MINUTE,
  };

  expect((await judge(plan)).violations).toEqual([]);
});

it('a wait that was cancelled is told once, though a crash comes between the line and its answer', async () => {
  const place = { guild: 0, member: 0, channel: 0 };
  const second = { ...WISH, song: 'song4x2', style: 'bare folk of style4x2 with a warm organ' };
  const plan: Plan = {
    ...ONE_WISH,
    settings: { ...ONE_WISH.settings, RUNNING_PER_GUILD: '1' },
    actions: [
      ...ONE_WISH.actions,
      { at: 15_000, ...place, ...second },
      { at: 28_000, ...place, do: 'press', button: 'cancel', words: '' },
    ],
    ends: [
      // Until its private message is out of reach, and then until Discord has forgotten the nonce.
      { kind: 'at', effect: 'jobs:to cancelled', n: 1, when: 'after', at: 15 * MINUTE, pauseMs: 16 * MINUTE },
      { kind: 'at', effect: 'discord:post', n: 1, when: 'after', at: 60 * MINUTE, pauseMs: 5 * MINUTE },
    ],
  };
  const { life, violations } = await judge(plan);

  expect(life?.jobs.map(({ state }) => state)).toEqual(['delivered', 'cancelled']);
  expect(violations).toEqual([]);
});

it('whose cover a moderator stops when their private message is out of reach is told so', async () => {
  const plan: Plan = {
    ...ONE_WISH,
    guilds: [
      {
        name: 'One',
        members: [
          { name: 'Ada', moderates: true },
          { name: 'Bob', moderates: false },
        ],
      },
    ],
    actions: [
      { at: 5_000, guild: 0, member: 1, channel: 0, ...WISH },
      { at: 17 * MINUTE, guild: 0, member: 0, channel: 0, do: 'block', whom: 1 },
    ],
    ends: [{ kind: 'at', effect: 'jobs:accept', n: 1, when: 'after', at: MINUTE, pauseMs: 16.75 * MINUTE }],
  };
  const { life, violations } = await judge(plan);

  expect(life?.jobs).toMatchObject([{ state: 'delivered', cancelRequestedAt: expect.any(Number) }]);
  expect(violations).toEqual([]);
});
