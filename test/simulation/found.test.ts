import { describe, expect, it } from 'vitest';
import type { Life } from './life.ts';
import { ONE_WISH, WISH } from './one-wish.ts';
import { judge } from './outcome.ts';
import type { Plan, PlannedFault } from './plan.ts';

/** Lives that broke a rule once, as short as they could be made. */

const MINUTE = 60_000;

/** How a run ends that is not to end. */
const LATER = { kind: 'time', at: 100 * MINUTE, how: 'killed', pauseMs: 1_000 } as const;

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

it('what somebody had asked for before they had all deleted is neither paid for nor posted, however late its song comes', async () => {
  const deletion = { at: 6_000, guild: 0, member: 0, channel: 0, do: 'be forgotten' } as const;

  const { life, violations } = await judge({ ...ONE_WISH, actions: [...ONE_WISH.actions, deletion] });

  expect(life?.jobs).toEqual([]);
  expect(violations).toEqual([]);
});

it('a cover that was kept for its requester is not posted when its file is gone and its link dead', async () => {
  const HOUR = 60 * MINUTE;
  const place = { guild: 0, member: 0, channel: 0 };
  const backAt = 10 * MINUTE + 26 * HOUR;
  const plan: Plan = {
    ...ONE_WISH,
    settings: { ...ONE_WISH.settings, KEEP_FILES_DAYS: '1' },
    actions: [
      { at: 5_000, ...place, ...WISH, isPrivate: true },
      { at: backAt + 15 * MINUTE, ...place, do: 'press', button: 'post', words: '' },
    ],
    ends: [{ kind: 'time', at: 10 * MINUTE, how: 'stopped', pauseMs: 26 * HOUR }],
    calmAt: backAt + 20 * MINUTE,
  };
  const { life, violations } = await judge(plan);

  expect([...(life?.answers.values() ?? [])].flat().map((answer) => JSON.stringify(answer))).toContainEqual(
    expect.stringContaining('no longer'),
  );
  expect(life?.jobs.map(({ state, delivery }) => [state, delivery?.messageId ?? null])).toEqual([['delivered', null]]);
  expect(violations).toEqual([]);
});

it('what a run that stood still had to say of a cover is not said again over the end that another one has shown', async () => {
  const member = (name: string, moderates = false) => ({ name, moderates });
  const first = {
    ...WISH,
    seconds: 204,
    song: 'song680x22',
    style: 'slow blues of style680x22 with a warm organ',
    linkMs: 120_000,
  };
  const lyrics = '[Verse]\nla la of lyrics680x17, la la la';
  const second = {
    ...WISH,
    seconds: 234,
    song: 'song680x0',
    style: 'slow blues of style680x17 with a warm organ',
    lyrics,
  };
  const style = 'slow blues of style680x23 with a warm organ';
  const third = { ...WISH, seconds: 157, song: 'song680x23', style, isPrivate: true, linkMs: 120_000 };
  const plan: Plan = {
    ...ONE_WISH,
    seed: 680,
    startsAt: 1_785_541_369_173,
    settings: { ...ONE_WISH.settings, RUNWARE_RUNNING: '2' },
    places: 2,
    guilds: [
      { name: 'Server 1', members: [member('Member-1-1', true), member('Member-1-2')] },
      { name: 'Server 2', members: [member('Member-2-1', true), member('Member-2-2'), member('Member-2-3')] },
    ],
    actions: [
      { guild: 0, member: 1, channel: 0, at: 19_398, ...first },
      { guild: 0, member: 1, channel: 0, at: 95_755, ...second },
      { guild: 1, member: 2, channel: 0, at: 98_525, ...third },
    ],
    ends: [{ kind: 'time', at: 250_353, how: 'stopped', pauseMs: 62_605 }],
    stands: [{ incarnation: 1, effect: 'runware:submit', n: 2, ms: 227_494, sleeps: true }],
    faults: [{ incarnation: 1, effect: 'jobs:usage', n: 44, what: 'late', ms: 1_519, roll: 0 }],
    calmAt: 1_494_990,
    habits: { ...ONE_WISH.habits, neverEnds: 0.1 },
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

it('what a run is about to use stays, though another one begins beside it', async () => {
  const plan: Plan = {
    ...ONE_WISH,
    places: 2,
    ends: [LATER, { kind: 'time', at: 6_000, how: 'killed', pauseMs: 4_000 }],
  };

  expect((await judge(plan)).violations).toEqual([]);
});

it('how a cover ended is what its requester sees, though a run that stood still meanwhile goes on to show its progress', async () => {
  const plan: Plan = {
    ...ONE_WISH,
    places: 2,
    actions: [
      { at: 5_000, guild: 0, member: 0, channel: 0, ...WISH, style: 'slow blues of style4x22 with a warm organ' },
    ],
    stands: [{ incarnation: 1, effect: 'discord:edit', n: 3, ms: 5 * MINUTE, isBefore: true, sleeps: true }],
    calmAt: 10 * MINUTE,
  };
  const { life, violations } = await judge(plan);

  expect(life?.jobs).toMatchObject([{ state: 'failed' }]);
  expect(violations).toEqual([]);
});

it.each([
  ['while its clock went on', false],
  ['on a machine that slept', true],
])('nothing is paid for by a run that stood still since it meant to, %s', async (_, sleeps) => {
  const plan: Plan = {
    ...ONE_WISH,
    places: 2,
    actions: [
      ...ONE_WISH.actions,
      { at: 90_000, guild: 0, member: 0, channel: 0, do: 'press', button: 'cancel', words: '' },
    ],
    // So that it is the other one that takes it up.
    ends: [{ kind: 'at', effect: 'jobs:accept', n: 1, when: 'after', at: 5 * MINUTE, pauseMs: 5_000 }],
    stands: [{ incarnation: 2, effect: 'jobs:to submitting', n: 1, ms: 8 * MINUTE, sleeps }],
    calmAt: 10 * MINUTE,
  };
  const { life, violations } = await judge(plan);

  expect(life?.jobs).toMatchObject([{ state: 'cancelled', settled: 'refunded' }]);
  expect(violations).toEqual([]);
});

it('what was posted before a machine slept is found, and not posted again', async () => {
  const plan: Plan = {
    ...ONE_WISH,
    places: 2,
    // So that the other one posts it, with nobody to take over from it.
    ends: [{ kind: 'at', effect: 'jobs:accept', n: 1, when: 'after', at: 5 * MINUTE, pauseMs: 15 * MINUTE }],
    stands: [{ incarnation: 2, effect: 'discord:post', n: 1, ms: 5 * MINUTE, sleeps: true }],
    calmAt: 20 * MINUTE,
  };
  const { life, violations } = await judge(plan);

  expect(life?.coverage['discord:post']).toMatchObject({ 'stood still': 1 });
  expect(life?.jobs).toMatchObject([{ state: 'delivered' }]);
  expect(violations).toEqual([]);
});

describe('a run that stood still while it read the song that goes along', () => {
  /** Beside another one, at a provider that cannot be asked. */
  const withStandOf = (ms: number): Plan => {
    const [wish] = ONE_WISH.actions;
    if (wish === undefined) throw new Error('there is no wish');
    return {
      ...ONE_WISH,
      settings: { PROVIDERS: 'minimax', MINIMAX_API_KEY: 'secret-key-of-minimax-0003' },
      places: 2,
      // Its link is dead by then, so the file is sent.
      actions: [{ ...wish, ...WISH, linkMs: 2 * MINUTE }],
      ends: [{ kind: 'at', effect: 'jobs:accept', n: 1, when: 'after', at: 5 * MINUTE, pauseMs: 5_000 }],
      // Once to see that it is there, and then to send it.
      stands: [{ incarnation: 2, effect: 'files:open', n: 2, ms, sleeps: true }],
      calmAt: ms + 10 * MINUTE,
    };
  };
  const askedOf = (life: Life | undefined) => life?.events.filter((event) => event.kind === 'provider');

  it('has its cover made once it says that it has sent nothing', async () => {
    const { life, violations } = await judge(withStandOf(8 * MINUTE));

    expect(life?.coverage['files:open']).toMatchObject({ 'stood still': 1 });
    expect(askedOf(life)).toHaveLength(1);
    expect(life?.jobs).toMatchObject([{ state: 'delivered', tried: [], attempt: 2 }]);
    expect(violations).toEqual([]);
  });

  it('gives back what was presumed spent meanwhile', async () => {
    const { life, violations } = await judge(withStandOf(25 * MINUTE));

    expect(askedOf(life)).toEqual([]);
    expect(life?.jobs).toMatchObject([{ state: 'failed', settled: 'refunded' }]);
    expect(violations).toEqual([]);
  });
});

it('what is tried again from elsewhere is refused at once where the bot could not look whether it has posted it', async () => {
  const place = { guild: 0, member: 0, channel: 0 };
  const plan: Plan = {
    ...ONE_WISH,
    settings: { ...ONE_WISH.settings, RUNNING_PER_GUILD: '1' },
    actions: [
      ...ONE_WISH.actions,
      { at: 15_000, ...place, ...WISH, song: 'song4x2', style: 'bare folk of style4x2 with a warm organ' },
      { at: 30_000, ...place, do: 'close history', ms: 20 * MINUTE },
      { at: 4 * MINUTE, ...place, channel: 1, do: 'press', button: 'again', words: '' },
    ],
    calmAt: 10 * MINUTE,
  };
  const { life, violations } = await judge(plan);

  expect(life?.jobs.map(({ failure }) => failure?.key)).toContain('permissions.botThere');
  expect(violations).toEqual([]);
});

it('what a run has read long ago is not shown over how another one has shown that the job ended', async () => {
  const killed = { kind: 'time', at: 20_000, how: 'killed', pauseMs: 1_000 } as const;
  // Beside the first, which makes the cover: it shows at its start where all stand, and ends as soon as it has.
  const shows = { kind: 'at', effect: 'discord:edit', n: 1, when: 'after', at: 99 * MINUTE, pauseMs: 1_000 } as const;
  const slow = late('leases:places', 80_000, 9).map((fault) => ({ ...fault, incarnation: 3 }));
  const { life, violations } = await judge({
    ...ONE_WISH,
    places: 2,
    ends: [LATER, killed, shows],
    faults: slow,
    calmAt: 10 * MINUTE,
  });

  expect(life?.coverage['leases:places']).toMatchObject({ late: expect.any(Number) });
  expect(JSON.stringify([...(life?.answers.values() ?? [])])).toContain('Your cover is here');
  expect(violations).toEqual([]);
});

it('what is proven absent during maintenance, sent once that is over, and comes late after all, is paid for once', async () => {
  const desk = { guild: 0, member: 0, channel: 0, do: 'desk', of: null } as const;
  const { life, violations } = await judge({
    ...ONE_WISH,
    actions: [
      ...ONE_WISH.actions,
      { at: 30_000, ...desk, press: 'drain:on' },
      { at: 102_000, ...desk, press: 'drain:off' },
    ],
    ends: [{ kind: 'time', at: 12_800, how: 'killed', pauseMs: 500 }],
    faults: late('runware:submit', 99_000, 1),
    calmAt: 10 * MINUTE,
  });

  expect(life?.events.filter(({ kind }) => kind === 'billed')).toHaveLength(1);
  expect(life?.jobs).toMatchObject([{ state: 'delivered' }]);
  expect(violations).toEqual([]);
});
