import { describe, expect, it } from 'vitest';
import { createCancelCover } from '../../src/covers/cancel.ts';
import { transition } from '../../src/covers/transition.ts';
import { applyMove, type Job, type JobState, type Move } from '../../src/domain/job.ts';
import { buildJob, SOME_TIME } from '../support/build-job.ts';

const TASK = {
  provider: 'minimax',
  model: 'music-cover',
  priceMicros: 150_000,
  ourId: 'id',
  submittedAt: SOME_TIME,
  attempts: 1,
  ref: null,
  acceptedAt: null,
};

/** The message in which a wish to cancel is answered. */
const ANSWER = { applicationId: '5', token: 'token-of-the-answer', expiresAt: SOME_TIME + 900_000 };

/** One record with the compare-and-set that the port promises. */
function keep(job: Job) {
  let record = job;
  return {
    get: async () => record,
    async change(_id: string, version: number, move: Move) {
      if (record.version !== version) return undefined;
      record = applyMove(record, move, SOME_TIME);
      return record;
    },
  };
}

const inState = (state: JobState, changes: Partial<Job> = {}) => buildJob({ state, task: TASK, ...changes });
const open = (job: Job) => {
  const jobs = keep(job);
  return {
    jobs,
    cancel: createCancelCover({ jobs, clock: { now: () => SOME_TIME + 5 } }),
  };
};

describe('cancelling', () => {
  it('takes a waiting job out of the line and gives its charges back', async () => {
    const job = buildJob();
    const { cancel } = open(job);
    expect(await cancel(job, ANSWER)).toMatchObject({ state: 'cancelled', settled: 'refunded' });
  });

  it.each([
    'submitting',
    'generating',
    'unknown',
    'delivering',
  ] as const)('notes the wish of a job that is %s and paid for, and keeps its charges', async (state) => {
    const job = inState(state);
    const { cancel } = open(job);
    const cancelled = await cancel(job, ANSWER);
    expect(cancelled).toMatchObject({ state, settled: 'reserved', cancelRequestedAt: SOME_TIME + 5 });
    expect(await cancel(job, ANSWER)).toEqual(cancelled);
  });

  it('is shown in its private message as long as that can be edited, then where the wish is answered', async () => {
    const { cancel } = open(buildJob());
    const { progress } = buildJob();
    expect(await cancel(buildJob(), ANSWER)).toMatchObject({ progress });

    const silent = buildJob({ progress: progress && { ...progress, expiresAt: SOME_TIME } });
    expect(await open(silent).cancel(silent, ANSWER)).toMatchObject({ progress: ANSWER });
  });

  it.each([
    inState('delivered', { settled: 'committed' }),
    inState('failed', { settled: 'refunded' }),
    inState('cancelled', { settled: 'refunded' }),
  ])('changes nothing of what is over, so that it is shown as it ended', async (job) => {
    expect(await open(job).cancel(job, ANSWER)).toEqual(job);
  });

  it('is told where its requester asked, though a moderator cancels it when its private message is out of reach', async () => {
    const aged = { applicationId: '5', token: 'aged', expiresAt: SOME_TIME };
    const job = inState('generating', { progress: aged });
    const { cancel } = open(job);

    expect(await cancel(job, null)).toMatchObject({ cancelRequestedAt: SOME_TIME + 5, progress: aged });
  });

  it('is too late once it is being posted', async () => {
    const job = inState('delivering', { delivery: { startedAt: SOME_TIME, messageId: null } });
    await expect(open(job).cancel(job, ANSWER)).rejects.toMatchObject({ text: { key: 'job.tooLateToCancel' } });
  });

  it('follows a job that moved on meanwhile', async () => {
    const job = buildJob();
    const { jobs, cancel } = open(job);
    await jobs.change(job.id, 0, { to: 'submitting', set: { task: TASK } });
    expect(await cancel(job, ANSWER)).toMatchObject({ state: 'submitting', cancelRequestedAt: SOME_TIME + 5 });
  });
});

describe('a step of a job', () => {
  it('is not lost to a wish to cancel that came in between', async () => {
    const job = inState('submitting');
    const { jobs, cancel } = open(job);
    await cancel(job, ANSWER);
    const moved = await transition(jobs, job, { to: 'delivering' });
    expect(moved).toMatchObject({ state: 'delivering', cancelRequestedAt: SOME_TIME + 5 });
  });

  it('is left to whoever has moved the job on, or sent its request anew', async () => {
    const job = inState('submitting');
    const moved = keep(job);
    await moved.change(job.id, 0, { to: 'generating' });
    expect(await transition(moved, job, { to: 'delivering' })).toBeUndefined();

    const resent = keep(job);
    await resent.change(job.id, 0, { to: 'submitting', set: { task: { ...TASK, attempts: 2 } } });
    expect(await transition(resent, job, { to: 'unknown' })).toBeUndefined();
  });
});
