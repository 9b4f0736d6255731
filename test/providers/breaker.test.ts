import { describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorCode } from '../../src/errors.ts';
import { type BreakerState, createBreaker } from '../../src/providers/breaker.ts';
import { createManualClock } from '../support/manual-clock.ts';

function open() {
  const clock = createManualClock();
  const told: BreakerState[] = [];
  const breaker = createBreaker({ clock, onChange: (state) => void told.push(state) });
  const fail = (code: ProviderErrorCode, retryAfterMs?: number) =>
    breaker.failed(
      new ProviderError('no', { provider: 'p', code, accepted: 'no', ...(retryAfterMs && { retryAfterMs }) }),
    );
  return { clock, breaker, fail, told };
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

  it('tells of each change, and is on trial until something went well', () => {
    const { clock, breaker, fail, told } = open();
    for (let count = 0; count < 3; count += 1) fail('unavailable');
    const closedUntil = clock.monotonic() + 60_000;
    expect(told.at(-1)).toEqual({ failures: 3, closedUntil, isOnTrial: true });
    breaker.succeeded();
    expect(told).toHaveLength(4);
    expect(breaker.state()).toEqual(told.at(-1));
    expect(breaker.state()).toEqual({ failures: 0, closedUntil: 0, isOnTrial: false });

    breaker.succeeded();
    expect(told).toHaveLength(4);
  });

  it('is not on trial after a busy provider’s pause', () => {
    const { clock, breaker, fail } = open();
    fail('rateLimited', 5_000);
    expect(breaker.state()).toEqual({ failures: 0, closedUntil: clock.monotonic() + 5_000, isOnTrial: false });
  });

  it('takes any answer about one song for a sign of life', async () => {
    const { clock, breaker, fail } = open();
    for (let count = 0; count < 3; count += 1) fail('unavailable');
    await clock.advance(60_000);
    fail('content');
    expect(breaker.state().isOnTrial).toBe(false);
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
