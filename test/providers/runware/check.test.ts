import { beforeEach, describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/providers/runware/answer.ts';
import type { RunwareApi } from '../../../src/providers/runware/api.ts';
import { createChecks } from '../../../src/providers/runware/check.ts';
import { createPolls } from '../../../src/providers/runware/polls.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const signal = new AbortController().signal;

type Reply = { status: number; body?: unknown };

/** The ids of each request. */
let asked: string[][];
let reply: (taskUUIDs: string[]) => Reply;

beforeEach(() => {
  asked = [];
});

/** Answers as Runware might, where its documentation leaves open how. */
const api: RunwareApi = {
  async post({ body }) {
    const tasks = 'json' in body ? (body.json as { taskUUID: string }[]) : [];
    const taskUUIDs = tasks.map(({ taskUUID }) => taskUUID);
    asked.push(taskUUIDs);
    const { status, body: answer } = reply(taskUUIDs);
    return { status, ...readAnswer(answer) };
  },
};

function createTestCheck() {
  const polls = createPolls({ api, timeoutMs: 1_000, longAnswerMs: 1_000, accepted: 'yes' });
  const { check } = createChecks({
    polls,
    clock: createManualClock(),
    asksSingly: false,
    linkLifeMs: 1_000,
    details: {
      orderedTakes: async () => 1,
      statusOf: async () => undefined,
    },
  });
  return async (...refs: string[]) => [...(await check(refs, signal)).values()].map(({ state }) => state);
}

function done(taskUUID: string) {
  return { taskUUID, status: 'success', audioURL: `https://am.example/${taskUUID}.mp3` };
}

describe('createChecks', () => {
  it('matches answers by id, whatever their order', async () => {
    reply = ([first = '', second = '']) => ({
      status: 200,
      body: { data: [done(second)], errors: [{ code: 'inferenceError', taskUUID: first }] },
    });

    expect(await createTestCheck()('a/1', 'b/1')).toEqual(['failed', 'finished']);
  });

  it('ignores what is said of tasks that were not asked for', async () => {
    reply = () => ({ status: 200, body: { data: [done('z')], errors: [{ code: 'inferenceError', taskUUID: 'y' }] } });

    expect(await createTestCheck()('a/1')).toEqual(['running']);
  });

  it.each([
    { what: 'a page', body: '<html>' },
    { what: 'an error that names no task', body: { errors: [{ code: 'invalidRequest' }] } },
    { what: 'no error at all', body: { errors: [] } },
  ])('asks singly after a request for several met status 400 with $what', async ({ body }) => {
    reply = (ids) => (ids.length > 1 ? { status: 400, body } : { status: 200, body: { data: ids.map(done) } });

    expect(await createTestCheck()('a/1', 'b/1', 'c/1')).toEqual(['finished', 'finished', 'finished']);
    expect(asked).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it('asks singly only for those that a mixed answer leaves open', async () => {
    reply = (ids) =>
      ids.length > 1
        ? { status: 200, body: { data: [done('a')], errors: [{ code: 'inferenceError' }] } }
        : { status: 200, body: ids[0] === 'b' ? { errors: [{ code: 'inferenceError' }] } : { data: [] } };

    expect(await createTestCheck()('a/1', 'b/1', 'c/1')).toEqual(['finished', 'failed', 'running']);
    expect(asked).toEqual([['a', 'b', 'c'], ['b'], ['c']]);
  });

  it.each([
    { status: 401, body: { errors: [{ code: 'invalidApiKey', taskUUID: 'a' }] } },
    { status: 402, body: { errors: [{ code: 'insufficientCredits' }] } },
    { status: 429, body: { errors: [{ code: 'somethingNew', taskUUID: 'a' }] } },
    { status: 500, body: { errors: [{ code: 'internalServerError', taskUUID: 'a' }] } },
    { status: 503, body: '<html>' },
    { status: 400, body: '<html>' },
    { status: 400, body: { errors: [{ code: 'rateLimitExceeded' }] } },
    { status: 200, body: { errors: [{ code: 'invalidApiKey' }] } },
    { status: 200, body: '<html>' },
  ])('learns nothing of a task from status $status with $body', async ({ status, body }) => {
    reply = () => ({ status, body });

    await expect(createTestCheck()('a/1')).rejects.toMatchObject({ name: 'ProviderError', accepted: 'yes' });
  });

  it.each([
    { status: 200, body: { errors: [{ code: 'rateLimitExceeded', taskUUID: 'a' }] } },
    { status: 400, body: { errors: [{ code: 'somethingNew' }] } },
    { status: 504, body: { errors: [{ code: 'timeoutProvider', taskUUID: 'a' }] } },
  ])('takes status $status with $body for a failed task', async ({ status, body }) => {
    reply = () => ({ status, body });

    expect(await createTestCheck()('a/1')).toEqual(['failed']);
  });

  it('keeps what was learnt when a later request fails, and sends no more', async () => {
    const refs = Array.from({ length: 200 }, (_, index) => `task-${index}/1`);
    reply = (ids) => (asked.length > 1 ? { status: 503 } : { status: 200, body: { data: ids.map(done) } });

    const states = await createTestCheck()(...refs);

    expect(states.filter((state) => state === 'finished')).toHaveLength(50);
    expect(states.filter((state) => state === 'running')).toHaveLength(150);
    expect(asked).toHaveLength(2);
  });

  it('stops asking singly once that fails', async () => {
    const refs = Array.from({ length: 50 }, (_, index) => `task-${index}/1`);
    reply = (ids) => ({ status: ids.length > 1 ? 400 : 503 });

    await expect(createTestCheck()(...refs)).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(1 + 5);
  });

  it('asks once for a task that is watched under two refs', async () => {
    reply = (ids) => ({ status: 200, body: { data: ids.map(done) } });

    expect(await createTestCheck()('a/1', 'a')).toEqual(['finished', 'finished']);
    expect(asked).toEqual([['a']]);
  });
});
