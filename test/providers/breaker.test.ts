import { describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorCode } from '../../src/errors.ts';
import { createBreaker } from '../../src/providers/breaker.ts';
import { createManualClock } from '../support/manual-clock.ts';

function open() {
  const clock = createManualClock();
  const breaker = createBreaker({ clock });
  const fail = (code: ProviderErrorCode, retryAfterMs?: number) =>
    breaker.failed(
      new ProviderError('no', { provider: 'p', code, accepted: 'no', ...(retryAfterMs && { retryAfterMs }) }),
    );
  return { clock, breaker, fail };
}

describe('createBreaker', () => {
  it('opens after three failures in a row, for a minute', async () => {
    const { clock, breaker, fail } = open();
    fail('unavailable');
    fail('timeout');
    expect(breaker.isClosed()).toBe(true);
    fail('unavailable');
    expect(breaker.isClosed()).toBe(false);
    await clock.advance(59_999);
    expect(breaker.isClosed()).toBe(false);
    await clock.advance(1);
    expect(breaker.isClosed()).toBe(true);
  });

  it('opens again at the next failure when one was let through to see, and not after a success', async () => {
    const { clock, breaker, fail } = open();
    for (let count = 0; count < 3; count += 1) fail('unavailable');
    await clock.advance(60_000);
    fail('unavailable');
    expect(breaker.isClosed()).toBe(false);
    breaker.succeeded();
    fail('unavailable');
    expect(breaker.isClosed()).toBe(true);
  });

  it('lets one more through to see, and all again when that went well', async () => {
    const { clock, breaker, fail } = open();
    for (let count = 0; count < 3; count += 1) fail('unavailable');
    expect(breaker.slots(4, 1)).toBe(0);
    await clock.advance(60_000);

    expect(breaker.slots(4, 1)).toBe(2);
    expect(breaker.slots(4, 2)).toBe(2);
    fail('unavailable');
    expect(breaker.slots(4, 1)).toBe(0);
    await clock.advance(60_000);
    expect(breaker.slots(4, 0)).toBe(1);
    breaker.succeeded();
    expect(breaker.slots(4, 1)).toBe(4);
  });

  it('knows when it lets one through, as long as that is to come', async () => {
    const { clock, breaker, fail } = open();
    expect(breaker.reopensAt(clock.monotonic())).toBeUndefined();
    fail('noCredit');
    const at = clock.monotonic() + 300_000;
    expect(breaker.reopensAt(clock.monotonic())).toBe(at);
    await clock.advance(300_000);
    expect(breaker.reopensAt(clock.monotonic())).toBeUndefined();
  });

  it('takes any answer about one song for a sign of life', async () => {
    const { clock, breaker, fail } = open();
    for (let count = 0; count < 3; count += 1) fail('unavailable');
    await clock.advance(60_000);
    fail('content');
    expect(breaker.slots(4, 0)).toBe(4);
    fail('unavailable');
    expect(breaker.isClosed()).toBe(true);
  });

  it.each(['auth', 'noAccess', 'noCredit'] as const)('opens at once for five minutes after %s', async (code) => {
    const { clock, breaker, fail } = open();
    fail(code);
    await clock.advance(299_999);
    expect(breaker.isClosed()).toBe(false);
    await clock.advance(1);
    expect(breaker.isClosed()).toBe(true);
  });

  it('opens for as long as a busy provider asks', async () => {
    const { clock, breaker, fail } = open();
    fail('rateLimited', 5_000);
    expect(breaker.isClosed()).toBe(false);
    await clock.advance(5_000);
    expect(breaker.isClosed()).toBe(true);
  });

  it.each(['content', 'badAudio', 'badRequest'] as const)('stays closed after %s, which is about one song', (code) => {
    const { breaker, fail } = open();
    for (let count = 0; count < 5; count += 1) fail(code);
    expect(breaker.isClosed()).toBe(true);
  });
});

it('opens again after its time, also when the machine’s clock was set back meanwhile', async () => {
  const { clock, breaker, fail } = open();
  fail('noCredit');
  clock.step(-86_400_000);
  await clock.advance(300_000);
  expect(breaker.isClosed()).toBe(true);
});
