import { expect, it } from 'vitest';
import { readBody } from '../../../src/providers/aimlapi/answer.ts';
import { linkTo } from '../../../src/providers/aimlapi/link.ts';
import { taskStatus } from '../../../src/providers/aimlapi/task-status.ts';

const LINK = 'https://cdn.example/moose/music%2Fprod%2Ftts.mp3?Expires=1777019942&OSSAccessKeyId=x&Signature=a%2Fb%3D';

function statusOf(body: unknown) {
  return taskStatus({ status: 200, raw: body, body: readBody(body), inferenceId: undefined, costMicros: undefined });
}

it.each(['queued', 'generating', 'processing', 'waiting', 'dreaming', ''])('takes %j for running', (status) => {
  expect(statusOf({ id: 'x', status, audio_file: null, error: null })).toEqual({ state: 'running' });
});

it('does not take a link for the result while the generation runs', () => {
  expect(statusOf({ id: 'x', status: 'generating', audio_file: { url: LINK } })).toEqual({ state: 'running' });
});

it.each(['completed', 'succeeded'])('takes the link beside %j for the result, as it is spelt', (status) => {
  expect(statusOf({ id: 'x', status, audio_file: { url: LINK } })).toEqual({
    state: 'finished',
    takes: [{ source: { kind: 'link', url: LINK, expiresAt: 1_777_019_942_000 }, seed: null, costMicros: null }],
  });
});

it.each([null, undefined, {}, { url: 7 }, { url: 'file:///etc/passwd' }])('has no result in %j', (audio_file) => {
  expect(statusOf({ id: 'x', status: 'completed', audio_file })).toMatchObject({
    state: 'failed',
    error: { code: 'failed', accepted: 'yes', costMicros: undefined },
  });
});

it.each(['error', 'failed'])('takes an error beside %j for the end', (status) => {
  expect(statusOf({ id: 'x', status, error: { name: 'X', message: 'no' } })).toMatchObject({ state: 'failed' });
});

it.each([
  { url: 'https://cdn.example/a.mp3', expiresAt: null },
  { url: 'https://cdn.example/a.mp3?Expires=soon', expiresAt: null },
  { url: 'https://cdn.example/a.mp3?Expires=1777019942', expiresAt: 1_777_019_942_000 },
])('reads from $url when it dies', ({ url, expiresAt }) => {
  expect(linkTo(url)).toEqual({ kind: 'link', url, expiresAt });
});

it.each([undefined, '', 'abc', 'ftp://cdn.example/a.mp3'])('takes %j for no link', (url) => {
  expect(linkTo(url)).toBeUndefined();
});
