import { describe, expect, it } from 'vitest';
import { applyMove, isFinal, type Job, type JobState, jobSchema, jobStates, type Move } from '../../src/domain/job.ts';
import { aTake } from '../support/build-cover.ts';
import { buildJob, SOME_TIME } from '../support/build-job.ts';

/** The state table, written out once more: a slip in the code must not agree with itself. */
const ARROWS = [
  'queued → submitting',
  'queued → cancelled',
  'queued → failed',
  'submitting → generating',
  'submitting → delivering',
  'submitting → queued',
  'submitting → failed',
  'submitting → unknown',
  'generating → delivering',
  'generating → failed',
  'delivering → delivered',
  'delivering → failed',
  'unknown → queued',
  'unknown → generating',
  'unknown → delivering',
  'unknown → failed',
];

const pairs = jobStates.flatMap((from) => jobStates.map((to) => ({ from, to }))).filter(({ from, to }) => from !== to);
const allowed = pairs.filter(({ from, to }) => ARROWS.includes(`${from} → ${to}`));
const refused = pairs.filter(({ from, to }) => !ARROWS.includes(`${from} → ${to}`));

const inState = (state: JobState, changes: Partial<Job> = {}) => buildJob({ state, ...changes });
const settling = (to: JobState): Move => ({ to, ...(isFinal(to) && { settle: { kind: 'refund' } }) });

describe('applyMove', () => {
  it('knows every arrow of the table', () => {
    expect(allowed).toHaveLength(ARROWS.length);
  });

  it.each(allowed)('lets a job go from $from to $to', ({ from, to }) => {
    const job = inState(from);

    const moved = applyMove(job, settling(to), SOME_TIME + 1);

    expect(moved).toMatchObject({ state: to, version: job.version + 1 });
    expect(moved.timeline).toEqual([...job.timeline, { state: to, at: SOME_TIME + 1 }]);
    expect(jobSchema.safeParse(moved).success).toBe(true);
  });

  it.each(refused)('does not let a job go from $from to $to', ({ from, to }) => {
    expect(() => applyMove(inState(from), settling(to), SOME_TIME)).toThrow(`from ${from} to ${to}`);
  });

  it.each([
    'delivered',
    'failed',
  ] as const)('lets one that was %s be posted only if it was made and never posted', (state) => {
    const ended = (changes: Partial<Job>) => inState(state, { settled: 'committed', ...changes });
    const posted = { startedAt: 1, messageId: '9' };

    expect(applyMove(ended({ takes: [aTake()] }), { to: 'delivering' }, SOME_TIME)).toMatchObject({
      state: 'delivering',
      settled: 'committed',
    });
    for (const changes of [{ takes: [] }, { takes: [aTake()], delivery: posted }]) {
      expect(() => applyMove(ended(changes), { to: 'delivering' }, SOME_TIME)).toThrow(`from ${state}`);
    }
  });

  it.each(jobStates)('can write something down on a job that stays %s', (state) => {
    const job = inState(state, { settled: 'committed' });

    const written = applyMove(job, { to: state, set: { progress: null } }, SOME_TIME + 1);

    expect(written).toEqual({ ...job, version: job.version + 1, progress: null });
  });

  it('changes what the move sets and leaves the job that it was given alone', () => {
    const job = inState('queued');
    const before = structuredClone(job);

    const moved = applyMove(job, { to: 'queued', set: { notBefore: 5, style: 'jazz' } }, SOME_TIME);

    expect(moved).toMatchObject({ notBefore: 5, style: 'jazz' });
    expect(job).toEqual(before);
  });

  it('writes down where the job was when it moved', () => {
    const task = {
      provider: 'p',
      model: 'm',
      priceMicros: 1,
      ourId: 'o',
      submittedAt: 1,
      attempts: 1,
      ref: null,
      acceptedAt: null,
    };

    const moved = applyMove(inState('queued'), { to: 'submitting', set: { task } }, SOME_TIME);

    expect(moved.timeline.at(-1)).toEqual({ state: 'submitting', at: SOME_TIME, provider: 'p', model: 'm' });
  });

  it.each(['delivered', 'failed', 'cancelled'] as const)('does not end a job as %s with its charges open', (to) => {
    const from = to === 'cancelled' ? 'queued' : 'delivering';

    expect(() => applyMove(inState(from), { to }, SOME_TIME)).toThrow('charges open');
    expect(applyMove(inState(from, { settled: 'committed' }), { to }, SOME_TIME)).toMatchObject({ state: to });
  });
});

describe('a settlement', () => {
  const commit = { kind: 'commit', count: 1, micros: 70 } as const;
  const refund = { kind: 'refund' } as const;
  const failing = (settle: Move['settle']): Move => ({ to: 'failed', ...(settle && { settle }) });

  it('says what was spent', () => {
    expect(applyMove(inState('generating'), failing(commit), SOME_TIME)).toMatchObject({
      settled: 'committed',
      spentMicros: 70,
    });
    expect(applyMove(inState('generating'), failing(refund), SOME_TIME)).toMatchObject({
      settled: 'refunded',
      spentMicros: 0,
    });
  });

  it('can come before the end, and then need not come with it', () => {
    const delivering = applyMove(inState('generating'), { to: 'delivering', settle: commit }, SOME_TIME);

    const delivered = applyMove(delivering, { to: 'delivered' }, SOME_TIME);

    expect(delivered).toMatchObject({ settled: 'committed', spentMicros: 70 });
  });

  it('can turn a commit into a refund, on an ended job too', () => {
    const failed = applyMove(inState('generating'), failing(commit), SOME_TIME);

    expect(applyMove(failed, failing(refund), SOME_TIME)).toMatchObject({ settled: 'refunded', spentMicros: 0 });
  });

  it.each([
    { settled: 'committed', settle: commit },
    { settled: 'refunded', settle: commit },
    { settled: 'refunded', settle: refund },
  ] as const)('of $settled charges cannot be a $settle.kind', ({ settled, settle }) => {
    expect(() => applyMove(inState('failed', { settled }), failing(settle), SOME_TIME)).toThrow(settled);
  });
});

it('knows the final states', () => {
  expect(jobStates.filter(isFinal)).toEqual(['delivered', 'failed', 'cancelled']);
});
