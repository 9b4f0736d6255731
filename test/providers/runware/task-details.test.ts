import { beforeEach, describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/providers/runware/answer.ts';
import type { RunwareApi } from '../../../src/providers/runware/api.ts';
import { createTaskDetails } from '../../../src/providers/runware/task-details.ts';

const signal = new AbortController().signal;
const taskUUID = 'c3ee9e55-851c-4e69-9461-82c2e8dce4f2';
const audioURL = 'https://am.example/1.mp3';
const request = [{ taskType: 'audioInference', taskUUID, numberResults: 1 }];

let reply: { status: number; body: unknown };

/** Answers as Runware might, where its documentation leaves open how. */
const api: RunwareApi = {
  async post() {
    return { status: reply.status, ...readAnswer(reply.body) };
  },
};

const { statusOf } = createTaskDetails({ api, timeoutMs: 1_000, longAnswerMs: 1_000, accepted: 'unknown' });

beforeEach(() => {
  reply = { status: 200, body: {} };
});

describe('what the archive says of a task', () => {
  it.each<{ what: string; response: unknown; state: string }>([
    { what: 'its results', response: { data: [{ taskUUID, audioURL, cost: 0.15 }] }, state: 'finished' },
    { what: 'results that name no task', response: { data: [{ status: 'success', audioURL }] }, state: 'finished' },
    {
      what: 'a result and a failure',
      response: { data: [{ audioURL }], errors: [{ code: 'taskFailed' }] },
      state: 'finished',
    },
    { what: 'its failure', response: { data: [], errors: [{ code: 'inferenceError' }] }, state: 'failed' },
    { what: 'its failure and no data', response: { errors: [{ code: 'inferenceError' }] }, state: 'failed' },
    {
      what: 'its failure as an item',
      response: { data: [{ status: 'error', error: { code: 'x' } }] },
      state: 'failed',
    },
    { what: 'that it is running', response: { data: [{ taskUUID, status: 'processing' }] }, state: 'running' },
    { what: 'the acknowledgement', response: { data: [{ taskType: 'audioInference', taskUUID }] }, state: 'running' },
    {
      what: 'that it was known already when it was sent again',
      response: { data: [], errors: [{ code: 'conflictTaskUUID' }] },
      state: 'running',
    },
    { what: 'that a later poll did not find it', response: { errors: [{ code: 'taskNotFound' }] }, state: 'running' },
    {
      what: 'that a later poll did not find it, as an item',
      response: { data: [{ taskUUID, status: 'error', error: { code: 'taskExpired' } }] },
      state: 'running',
    },
    { what: 'nothing that came of it', response: { data: [] }, state: 'running' },
    { what: 'no answer', response: null, state: 'running' },
    { what: 'an answer in another form', response: [{ audioURL }], state: 'running' },
  ])('is $state for a task with $what', async ({ response, state }) => {
    reply.body = { data: [{ taskType: 'getTaskDetails', taskUUID, request, response }] };
    expect(await statusOf(taskUUID, signal)).toMatchObject({ state });
    reply.body = { data: [{ taskType: 'getTaskDetails', request, response }] };
    expect(await statusOf(taskUUID, signal)).toMatchObject({ state });
  });

  it.each([
    { status: 200, body: { errors: [{ code: 'taskNotFound', taskUUID }] } },
    { status: 200, body: { data: [], errors: [{ code: 'taskExpired' }] } },
    { status: 400, body: { errors: [{ code: 'taskNotFound' }] } },
    { status: 404, body: { errors: [{ code: 'taskFailedOrNotFound', taskUUID }] } },
    { status: 200, body: { data: [{ taskUUID, status: 'error', error: { code: 'taskNotFound' } }] } },
  ])('is that there is none with status $status and $body', async (given) => {
    reply = given;
    expect(await statusOf(taskUUID, signal)).toMatchObject({ state: 'failed', error: { code: 'notFound' } });
  });

  it('is nothing when it is silent', async () => {
    reply.body = { data: [] };
    expect(await statusOf(taskUUID, signal)).toBeUndefined();
  });

  it.each([
    { status: 200, body: '<html>' },
    { status: 200, body: {} },
    { status: 200, body: { data: [{ taskUUID: 'of another', request }] } },
    { status: 200, body: { errors: [{ code: 'invalidTaskType' }] } },
    { status: 200, body: { errors: [{ code: 'somethingNew' }] } },
    { status: 200, body: { data: [{ taskUUID, error: { code: 'internalServerError' } }] } },
    { status: 400, body: { errors: [{ code: 'invalidTaskUUID' }] } },
    { status: 400, body: { data: [] } },
    { status: 401, body: { errors: [{ code: 'invalidApiKey', taskUUID }] } },
    { status: 404, body: '<html>' },
    { status: 404, body: { errors: [] } },
    { status: 429, body: { errors: [{ code: 'rateLimitExceeded' }] } },
    { status: 500, body: { errors: [{ code: 'taskNotFound' }] } },
    { status: 503, body: '<html>' },
  ])('is not learnt from status $status with $body', async (given) => {
    reply = given;
    await expect(statusOf(taskUUID, signal)).rejects.toMatchObject({ name: 'ProviderError', accepted: 'unknown' });
  });
});
