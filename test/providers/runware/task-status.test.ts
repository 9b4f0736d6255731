import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/providers/runware/answer.ts';
import { taskStatus } from '../../../src/providers/runware/task-status.ts';

const taskUUID = 'c3ee9e55-851c-4e69-9461-82c2e8dce4f2';

const running = { taskUUID, status: 'processing' };
const failed = { taskUUID, status: 'error', error: { code: 'inferenceError', message: 'no' } };
function done(number: number) {
  const audioUUID = `audio-${number}`;
  return {
    taskUUID,
    status: 'success',
    audioUUID,
    audioURL: `https://am.example/${number}.mp3`,
    seed: number,
    cost: 0.15,
  };
}

function linkTo(number: number) {
  return { kind: 'link', url: `https://am.example/${number}.mp3`, expiresAt: 99 };
}

function statusOf(data: unknown[], { errors = [], takes }: { errors?: unknown[]; takes?: number | undefined } = {}) {
  return taskStatus(readAnswer({ data, errors }), { takes, expiresAt: 99 });
}

describe('taskStatus', () => {
  it('has the takes of a finished task, with money in micro-dollars and seeds of any size', () => {
    const data = [{ ...done(1), seed: 4_294_967_295, cost: 0.15 }];

    expect(statusOf(data, { takes: 1 })).toEqual({
      state: 'finished',
      takes: [{ id: 'audio-1', source: linkTo(1), seed: 4_294_967_295, costMicros: 150_000 }],
      failedMicros: 0,
    });
  });

  it.each([
    { cost: 0.1 + 0.2, micros: 300_000 },
    { cost: 0.0000014, micros: 1 },
    { cost: undefined, micros: null },
    { cost: -1, micros: null },
    { cost: '0.15', micros: null },
  ])('reads the cost $cost as $micros', ({ cost, micros }) => {
    expect(statusOf([{ ...done(1), cost }], { takes: 1 })).toMatchObject({ takes: [{ costMicros: micros }] });
  });

  it.each([
    { what: 'processing', data: [running] },
    { what: 'pending', data: [{ taskUUID, status: 'pending' }] },
    { what: 'a word that is new', data: [{ taskUUID, status: 'warmingUp' }] },
    { what: 'no status and no link', data: [{ taskUUID }] },
    { what: 'no items', data: [] },
    { what: 'a part of the takes', data: [done(1), running] },
    { what: 'the finished sibling alone', data: [done(1)] },
    { what: 'the same take three times', data: [done(1), done(1), done(1)] },
    { what: 'one running item for several', data: [done(1), failed, running] },
  ])('takes $what for running', ({ data }) => {
    expect(statusOf(data, { takes: 3 })).toEqual({ state: 'running' });
  });

  it('passes on the progress of the slowest', () => {
    const data = [done(1), { ...running, progress: 70 }, { ...running, progress: 40 }];

    expect(statusOf(data, { takes: 3 })).toEqual({ state: 'running', progress: 40 });
  });

  it('has failed by an item', () => {
    expect(statusOf([failed], { takes: 1 })).toMatchObject({
      state: 'failed',
      error: { code: 'failed', vendorCode: 'inferenceError', message: 'no', accepted: 'yes', costMicros: undefined },
    });
  });

  it('has failed by a top-level error, for all its takes', () => {
    const errors = [{ code: 'timeoutProvider', message: 'too slow', taskUUID }];

    expect(statusOf([], { errors, takes: 4 })).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
  });

  it('believes an error more than an item that is still shown as running', () => {
    expect(statusOf([running], { errors: [{ code: 'inferenceError' }], takes: 1 })).toMatchObject({ state: 'failed' });
  });

  it('adds up what was billed for failures', () => {
    const data = [
      { ...failed, cost: 0.15 },
      { ...failed, cost: 0.15 },
    ];

    expect(statusOf(data, { takes: 2 })).toMatchObject({ state: 'failed', error: { costMicros: 300_000 } });
  });

  it.each([
    { what: 'item', data: [done(1), failed, failed], errors: [] },
    { what: 'error for each', data: [done(1)], errors: [{ code: 'inferenceError' }, { code: 'inferenceError' }] },
    { what: 'one error for all', data: [done(1)], errors: [{ code: 'inferenceError' }] },
  ])('keeps what came when the others failed ($what)', ({ data, errors }) => {
    const status = statusOf(data, { errors, takes: 3 });

    expect(status).toMatchObject({ state: 'finished', takes: [{ source: linkTo(1) }] });
  });

  it('has what was billed for those that failed beside what came', () => {
    const data = [done(1), { ...failed, cost: 0.15 }, { ...done(2), audioURL: undefined }];

    expect(statusOf(data, { takes: 3 })).toMatchObject({ state: 'finished', failedMicros: 300_000 });
    expect(statusOf([done(1), failed], { takes: 2 })).toMatchObject({ state: 'finished', failedMicros: 0 });
  });

  it('counts a result without a link as failed', () => {
    expect(statusOf([{ ...done(1), audioURL: undefined }], { takes: 1 })).toMatchObject({ state: 'failed' });
  });

  it('waits for the last running item when nobody knows how many were ordered', () => {
    expect(statusOf([done(1), running])).toEqual({ state: 'running' });
    expect(statusOf([])).toEqual({ state: 'running' });
    expect(statusOf([done(1), done(2)])).toMatchObject({ state: 'finished', takes: [{ seed: 1 }, { seed: 2 }] });
  });

  it('survives fields of any type', () => {
    const odd = fc.oneof(fc.anything(), fc.constantFrom('success', 'error', 'processing'));
    const item = fc.record({ taskUUID: odd, status: odd, audioURL: odd, seed: odd, cost: odd, error: odd });

    fc.assert(
      fc.property(fc.anything(), fc.array(item), fc.array(fc.anything()), (body, data, errors) => {
        expect(readAnswer(body)).toMatchObject({ items: expect.any(Array), errors: expect.any(Array) });
        expect(statusOf(data, { errors, takes: 2 }).state).toMatch(/running|finished|failed/);
      }),
    );
  });
});
