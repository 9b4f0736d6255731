import { RateLimitError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openRest } from '../bot-at-discord.ts';

const OWN = '/users/@me';

async function openOwn(requestMs = 10_000) {
  const limits: { scope: string }[] = [];
  const server = await openRest({
    requestMs,
    watch: { requestEnded: () => undefined, rateLimited: (limit) => limits.push(limit) },
  });
  const { faults, log } = server.sandbox;
  const break_ = (fault: Omit<Parameters<typeof faults.add>[0], 'route'>) => faults.add({ route: OWN, ...fault });
  return { ...server, limits, break: break_, hits: () => log.of('GET', OWN).length };
}

describe('what may be sent twice', () => {
  it.each([
    'hang',
    'reset',
    '500',
    '502html',
  ] as const)('is tried once more after %s, and left to its caller then', async (kind) => {
    const server = await openOwn(kind === 'hang' ? 300 : undefined);
    server.break({ kind, times: 3 });

    await expect(server.rest.repeatable.get(OWN)).rejects.toThrow();
    expect(server.hits()).toBe(2);

    await expect(server.rest.repeatable.get(OWN)).resolves.toMatchObject({ id: server.sandbox.botUserId });
  });

  it('is not tried again after what Discord has decided', async () => {
    const server = await openOwn();
    server.break({ kind: 'refusal', refusal: { status: 404, code: 10_013, message: '' } });

    await expect(server.rest.repeatable.get(OWN)).rejects.toMatchObject({ status: 404 });
    expect(server.hits()).toBe(1);
  });

  it('waits out short rate limits, and leaves long ones to its caller', async () => {
    const server = await openOwn();
    server.break({ kind: '429', retryAfterSeconds: 0.05, times: 3 });

    await expect(server.rest.repeatable.get(OWN)).resolves.toMatchObject({ id: server.sandbox.botUserId });
    expect(server.hits()).toBe(4);

    server.break({ kind: '429', retryAfterSeconds: 30, times: 1 });
    await expect(server.rest.repeatable.get(OWN)).rejects.toThrow(RateLimitError);
    expect(server.hits()).toBe(5);
    expect(server.limits).toEqual(Array(4).fill({ scope: 'user' }));
  });

  it('waits no longer than its caller', async () => {
    const server = await openOwn();
    server.break({ kind: '429', retryAfterSeconds: 4, times: 1 });
    const caller = new AbortController();

    const asked = server.rest.repeatable.get(OWN, { signal: caller.signal });
    await expect.poll(server.hits).toBe(1);
    caller.abort();

    await expect(asked).rejects.toThrow();
    expect(server.hits()).toBe(1);
  });
});

it('what Discord says of a rate limit holds for all calls', async () => {
  const server = await openOwn();
  server.break({ kind: '429', retryAfterSeconds: 0.3, times: 1 });
  await expect(server.rest.once.get(OWN)).rejects.toThrow(RateLimitError);
  const limitedAt = performance.now();

  await expect(server.rest.once.get(OWN)).rejects.toThrow(RateLimitError);
  expect(server.hits()).toBe(1);

  await expect(server.rest.repeatable.get(OWN)).resolves.toMatchObject({ id: server.sandbox.botUserId });
  expect(performance.now() - limitedAt).toBeGreaterThan(250);
  expect(server.hits()).toBe(2);
});
