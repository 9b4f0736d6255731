import { expect, it } from 'vitest';
import { readAnswer, type VendorAnswer } from '../../../src/providers/runware/answer.ts';
import { judgeSubmission } from '../../../src/providers/runware/submission.ts';

const OURS = 'c3ee9e55-851c-4e69-9461-82c2e8dce4f2';
const THEIRS = 'f0000000-851c-4e69-9461-82c2e8dce4f2';

function answer(status: number, body?: unknown): VendorAnswer {
  return { status, ...readAnswer(body) };
}

it.each([
  { what: 'an acknowledgement', status: 200, body: { data: [{ taskUUID: OURS }] } },
  { what: 'one with a status of its own', status: 200, body: { data: [{ taskUUID: OURS, status: 'queued', x: 1 }] } },
  { what: 'one under an unexpected status', status: 500, body: { data: [{ taskUUID: OURS }] } },
  { what: 'one beside an error', status: 200, body: { data: [{ taskUUID: OURS }], errors: [{ code: 'odd' }] } },
])('takes $what for acceptance', ({ status, body }) => {
  expect(judgeSubmission(answer(status, body), OURS)).toBe('accepted');
});

it.each([
  { status: 400, code: 'conflictTaskUUID' },
  { status: 409, code: 'duplicateTaskUUID' },
  { status: 200, code: 'duplicateTask' },
])('takes $code under status $status for a task that is known already', ({ status, code }) => {
  expect(judgeSubmission(answer(status, { errors: [{ code, taskUUID: OURS }] }), OURS)).toBe('knownAlready');
});

it.each([400, 401, 402, 403, 404, 422, 429])('takes status %d for a refusal, whatever stands in it', (status) => {
  expect(judgeSubmission(answer(status), OURS)).toMatchObject({ accepted: 'no' });
  expect(judgeSubmission(answer(status, { errors: [{ code: 'somethingNew' }] }), OURS)).toMatchObject({
    accepted: 'no',
  });
});

it.each([201, 302, 405, 408, 409, 418, 500, 502, 503, 504])('learns nothing of acceptance from status %d', (status) => {
  expect(judgeSubmission(answer(status), OURS)).toMatchObject({ accepted: 'unknown' });
  expect(judgeSubmission(answer(status, { errors: [{ code: 'somethingNew' }] }), OURS)).toMatchObject({
    accepted: 'unknown',
  });
});

it('believes no refusal under a status that says otherwise', () => {
  const refusal = { errors: [{ code: 'invalidPositivePrompt' }] };

  expect(judgeSubmission(answer(500, refusal), OURS)).toMatchObject({ accepted: 'unknown', code: 'badRequest' });
  expect(judgeSubmission(answer(409, refusal), OURS)).toMatchObject({ accepted: 'unknown' });
});

it.each([
  'invalidPositivePrompt',
  'insufficientCredits',
  'rateLimitExceeded',
  'promptBlocked',
  'invalidApiKey',
])('takes %s for a refusal under status 200, too', (code) => {
  expect(judgeSubmission(answer(200, { data: [], errors: [{ code }] }), OURS)).toMatchObject({ accepted: 'no' });
});

it.each([
  'internalServerError',
  'timeoutProvider',
  'inferenceError',
  'somethingNew',
])('learns nothing of acceptance from %s under status 200', (code) => {
  expect(judgeSubmission(answer(200, { errors: [{ code }] }), OURS)).toMatchObject({ accepted: 'unknown' });
});

it.each([
  { what: 'without our task', body: { data: [{ taskUUID: THEIRS }] } },
  { what: 'with nothing in it', body: { data: [] } },
  { what: 'of another form', body: [{ taskUUID: OURS }] },
  { what: 'that is not an object', body: 'yes' },
])('learns nothing of acceptance from an answer $what', ({ body }) => {
  expect(judgeSubmission(answer(200, body), OURS)).toMatchObject({ code: 'badResponse', accepted: 'unknown' });
});

it('keeps what the operator needs to know', () => {
  const failure = judgeSubmission(
    { ...answer(429, { errors: [{ code: 'queueFull', message: 'Come back later.' }] }), retryAfterMs: 9_000 },
    OURS,
  );

  expect(failure).toMatchObject({
    provider: 'runware',
    code: 'rateLimited',
    vendorCode: 'queueFull',
    message: 'Come back later.',
    retryAfterMs: 9_000,
  });
});
