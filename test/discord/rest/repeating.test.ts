import { describe, expect, it } from 'vitest';
import { repeating } from '../../../src/discord/rest/repeating.ts';
import type { RestCalls } from '../../../src/discord/rest/rest-calls.ts';

/** Fails once, so long after it was sent. */
function openCalls(failsAfterMs: number) {
  let now = 1_000_000;
  let sent = 0;
  const call = async () => {
    sent += 1;
    if (sent > 1) return 'done';
    now += failsAfterMs;
    throw new TypeError('fetch failed');
  };
  const once = { delete: call, get: call, patch: call, post: call, put: call } as unknown as RestCalls;
  const calls = repeating(once, () => now);
  return { calls, sent: () => sent };
}

describe('a request that may be sent twice', () => {
  it('is sent once more where nobody knows what became of it', async () => {
    const { calls, sent } = openCalls(15_000);
    await expect(calls.patch('/a')).resolves.toBe('done');
    expect(sent()).toBe(2);
  });

  it('is not, where the process stood still meanwhile: others may have said something newer', async () => {
    const { calls, sent } = openCalls(60_000);
    await expect(calls.patch('/a')).rejects.toThrow('fetch failed');
    expect(sent()).toBe(1);
  });

  it('has longer where it brings files', async () => {
    const { calls, sent } = openCalls(60_000);
    const files = [{ name: 'a.mp3', data: Buffer.from('a') }];
    await expect(calls.patch('/a', { files })).resolves.toBe('done');
    expect(sent()).toBe(2);
  });
});
