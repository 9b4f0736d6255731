import { expect, it } from 'vitest';
import { newTryOf } from '../../src/domain/new-job.ts';
import { nextAttempt, taskIdOf } from '../../src/domain/task-id.ts';
import { buildJob } from '../support/build-job.ts';

// Written down here, since ids that were sent must be made again by every later release.
it('makes the id that earlier releases made for the same job and attempt', () => {
  expect(taskIdOf('1300000000000000001', 1)).toBe('7f08320f-2049-40d3-a98c-6e1196e9aec1');
  expect(taskIdOf('1300000000000000001-2', 1)).toBe('cecd77ae-a69e-449f-9c35-2f2715e550b2');
});

it('makes another id for each attempt, each job and each new try', () => {
  const jobs = ['1', '11', '1-2', '1-21'];
  const ids = jobs.flatMap((job) => [1, 2, 11, 21].map((attempt) => taskIdOf(job, attempt)));
  expect(new Set(ids).size).toBe(16);
});

it('counts attempts from one, and those of a new try anew', () => {
  expect(nextAttempt({ attempt: 0 })).toBe(1);
  const failed = buildJob({ state: 'failed', attempt: 3 });
  expect(nextAttempt(failed)).toBe(4);
  const { candidates } = failed;
  expect(nextAttempt(newTryOf(failed, { candidates, progress: null, now: 0 }))).toBe(1);
});
