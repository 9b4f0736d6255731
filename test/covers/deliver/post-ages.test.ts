import { expect, it } from 'vitest';
import { createPostAges } from '../../../src/covers/deliver/post-ages.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const MINUTE = 60_000;

it('a post in a forum that another process has begun may be on its way, however long this one has run', async () => {
  const clock = createManualClock();
  const ages = createPostAges({ jobs: { onChange: () => undefined }, clock });
  await clock.advance(60 * MINUTE);
  const startedAt = clock.now();
  const job = { id: '1', delivery: { startedAt, messageId: null, isForumPost: true } };

  expect(ages.isOnItsWay(job, startedAt)).toBe(true);
  await clock.advance(2 * MINUTE);

  expect(ages.isOnItsWay(job, startedAt)).toBe(false);
});

it.each([
  ['an hour is over by the clock, on a machine that may have slept', 60 * MINUTE, 0],
  ['an hour is over, though the clock was set back', -60 * MINUTE, 60 * MINUTE],
])('a post may be another message when it is sent again once %s', async (_, steppedMs, passedMs) => {
  const clock = createManualClock();
  const ages = createPostAges({ jobs: { onChange: () => undefined }, clock });
  const job = { id: '1', delivery: { startedAt: ages.begin('1'), messageId: null, isForumPost: false } };
  expect(ages.isNonceFresh(job)).toBe(true);

  clock.step(steppedMs);
  await clock.advance(passedMs);

  expect(ages.isNonceFresh(job)).toBe(false);
});
