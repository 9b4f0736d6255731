import type { Plan, Wish } from './plan.ts';

/** A wish like any other. */
export const WISH: Wish = {
  do: 'wish',
  song: 'song4x1',
  seconds: 100,
  style: 'slow blues of style4x1 with a warm organ',
  lyrics: null,
  takes: 1,
  isPrivate: false,
  linkMs: 24 * 3_600_000,
};

/** One wish that is made and posted with nothing in its way. */
export const ONE_WISH: Plan = {
  seed: 4,
  startsAt: Date.UTC(2026, 9, 20, 12),
  settings: { PROVIDERS: 'runware', RUNWARE_API_KEY: 'secret-key-of-runware-0001' },
  guilds: [{ name: 'One', members: [{ name: 'Ada', moderates: true }] }],
  actions: [{ at: 5_000, guild: 0, member: 0, channel: 0, ...WISH }],
  places: 1,
  ends: [],
  troubles: [],
  faults: 0,
  calmAt: 60_000,
  habits: { unknownTask: 'not found', polledForMs: 24 * 3_600_000 },
};
