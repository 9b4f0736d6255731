import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseError } from '../../src/database.ts';
import { createOperator, type OperatorOptions } from '../../src/http/operator.ts';
import type { Health } from '../../src/http/port.ts';
import { createLogger } from '../../src/logger.ts';
import { buildJob } from '../support/build-job.ts';

const secret = 'a secret of the operator';
const well: Health = { gateway: 'ok', store: 'ok', providers: { runware: 'ok', minimax: 'ok' } };

async function start(changes: Partial<OperatorOptions> = {}) {
  const operator = createOperator({
    port: 0,
    secret,
    health: () => well,
    metrics: { contentType: 'text/plain; version=0.0.4; charset=utf-8', text: async () => 'coverband_jobs 1\n' },
    backup: async () => ({ file: 'backups/one.db', sizeBytes: 7 }),
    presumed: { list: async () => [], settle: async () => undefined },
    log: createLogger({ level: 'silent' }),
    ...changes,
  });
  onTestFinished(() => operator.stop());
  const { port } = await operator.start();
  const origin = `http://127.0.0.1:${port}`;
  const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(origin + path, { method, headers });
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
  };
  return { ...operator, origin, port, ask, bearer: { authorization: `Bearer ${secret}` } };
}

describe('health', () => {
  it.each<[Partial<Health>, string, number]>([
    [{}, 'ok', 200],
    [{ providers: { runware: 'open', minimax: 'ok' } }, 'degraded', 200],
    [{ providers: { runware: 'open', minimax: 'open' } }, 'degraded', 200],
    [{ providers: { runware: 'refused' } }, 'degraded', 200],
    [{ providers: { runware: 'no credit', minimax: 'ok' } }, 'degraded', 200],
    [{ providers: { runware: 'unknown', minimax: 'ok' } }, 'ok', 200],
    [{ clock: 'ok', differing: [] }, 'ok', 200],
    [{ clock: 'off' }, 'degraded', 200],
    [{ differing: ['RUNNING_PER_GUILD'] }, 'degraded', 200],
    [{ gateway: 'away' }, 'down', 503],
    [{ store: 'away' }, 'down', 503],
    [{ store: 'full' }, 'down', 503],
    [{ store: 'damaged', providers: { runware: 'open' } }, 'down', 503],
  ])('with %j is %s', async (changes, status, code) => {
    const { ask } = await start({ health: () => ({ ...well, ...changes }) });

    const answer = await ask('GET', '/healthz');

    expect(answer.status).toBe(code);
    expect(JSON.parse(answer.body)).toEqual({ status, ...well, ...changes });
  });
});

describe('the secret', () => {
  it.each([
    ['GET', '/metrics'],
    ['GET', '/operator/events'],
    ['POST', '/operator/backup'],
    ['GET', '/operator/presumed'],
    ['POST', '/operator/presumed/1/free'],
  ])('is needed for %s %s', async (method, path) => {
    let backups = 0;
    const { ask } = await start({
      async backup() {
        backups += 1;
        return { file: '', sizeBytes: 0 };
      },
    });

    for (const authorization of ['', 'Bearer', `Bearer ${secret}x`, `bearer ${secret}`, secret, 'Bearer é']) {
      const answer = await ask(method, path, { authorization: encodeURI(authorization) });
      expect(answer).toMatchObject({ status: 401, body: '{"error":"the secret is wrong"}' });
    }
    expect(backups).toBe(0);
  });

  it('is not told to anybody who asks for what is not there', async () => {
    const { ask, bearer } = await start();

    expect(await ask('GET', '/')).toMatchObject({ status: 404, body: '{"error":"there is nothing here"}' });
    expect(await ask('GET', '/healthz/..%2fmetrics')).toMatchObject({ status: 404 });
    expect(await ask('GET', '//metrics')).toMatchObject({ status: 404 });
    expect(await ask('HEAD', '/metrics', bearer)).toMatchObject({ status: 404 });
    expect(await ask('GET', '/operator/backup', bearer)).toMatchObject({ status: 404 });
  });
});

it('metrics are there for Prometheus', async () => {
  const { ask, bearer } = await start();

  expect(await ask('GET', '/metrics', bearer)).toEqual({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
    body: 'coverband_jobs 1\n',
  });
});

describe('a backup', () => {
  it('is made when asked for, and told where it is', async () => {
    const { ask, bearer } = await start();

    const answer = await ask('POST', '/operator/backup', bearer);

    expect(answer).toMatchObject({ status: 200, body: '{"file":"backups/one.db","sizeBytes":7}' });
  });

  it('that cannot be made says why; a fault of ours says nothing', async () => {
    const errors: unknown[] = [new DatabaseError('the disk is full'), new Error('secret at /home/ada/data')];
    const { ask, bearer } = await start({
      async backup() {
        throw errors.shift();
      },
    });

    expect(await ask('POST', '/operator/backup', bearer)).toMatchObject({
      status: 409,
      body: '{"error":"the disk is full"}',
    });
    expect(await ask('POST', '/operator/backup', bearer)).toMatchObject({
      status: 500,
      body: '{"error":"it failed; the log says why"}',
    });
    const large = { ...bearer, 'content-type': 'application/json', 'content-length': '0' };
    expect(await ask('POST', '/operator/backup', large)).toMatchObject({ status: 400 });
  });
});

describe('half-open connections', () => {
  it('keep nobody from the health check, however many there are', async () => {
    const { ask, port } = await start();
    const halfOpen = Array.from({ length: 150 }, () => connect(port, '127.0.0.1'));
    onTestFinished(() => {
      for (const socket of halfOpen) socket.destroy();
    });
    await Promise.all(
      halfOpen.map(async (socket) => {
        socket.on('error', () => undefined).resume();
        await once(socket, 'connect');
        socket.write('GET /healthz HTTP/1.1\r\nhost: a');
      }),
    );

    for (let n = 0; n < 5; n += 1) expect((await ask('GET', '/healthz')).status).toBe(200);
    await expect.poll(() => halfOpen.filter(({ closed }) => !closed).length, { timeout: 8_000 }).toBe(0);
  });

  it('push out no listener who has shown the secret', async () => {
    const { announce, ask, origin, port, bearer } = await start();
    const answer = await fetch(`${origin}/operator/events`, { headers: bearer });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    const halfOpen = Array.from({ length: 150 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(halfOpen.map((socket) => once(socket, 'connect')));
    // Whoever is answered came in after them.
    await ask('GET', '/healthz');

    announce(buildJob());

    expect((await reader?.read())?.value).toMatch(/^data: /);
    await reader?.cancel();
    for (const socket of halfOpen) socket.destroy();
  });
});

describe('events', () => {
  it('go to twenty listeners, and no more', async () => {
    const { ask, origin, bearer } = await start();
    const listeners = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${origin}/operator/events`, { headers: bearer })),
    );

    expect(await ask('GET', '/operator/events', bearer)).toMatchObject({ status: 503 });

    await Promise.all(listeners.map(({ body }) => body?.cancel()));
    expect((await ask('GET', '/metrics', bearer)).status).toBe(200);
  });

  it('tell each change of a job without what members wrote, and no token', async () => {
    const { announce, origin, bearer } = await start();
    const answer = await fetch(`${origin}/operator/events`, { headers: bearer });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect((await reader?.read())?.value).toBe(': listening\n\n');

    announce(buildJob({ state: 'failed', failure: { key: 'song.notAudio', params: {} } }));

    const text = (await reader?.read())?.value ?? '';
    expect(JSON.parse(text.slice('data: '.length))).toMatchObject({ state: 'failed', failure: 'song.notAudio' });
    expect(text).not.toMatch(/blues|interaction-token|Ada/);
    await reader?.cancel();
  });

  it('let go of a listener who does not take them', async () => {
    const { announce, port, bearer } = await start();
    const gone = Promise.withResolvers<void>();
    const call = request({ host: '127.0.0.1', port, path: '/operator/events', headers: bearer });
    call.on('error', () => gone.resolve());
    call.on('response', (response) => {
      response.on('error', () => gone.resolve()).on('close', () => gone.resolve());
      response.pause();
      const job = buildJob({ id: 'x'.repeat(100_000) });
      // More than what the system's own buffers hold on both sides.
      const fill = (left: number) => {
        for (let n = 0; n < 20; n += 1) announce(job);
        if (left > 0) setImmediate(fill, left - 1);
        else response.resume();
      };
      fill(20);
    });
    call.end();

    await gone.promise;
  });
});

it.skipIf(process.platform !== 'linux')('listens on this machine only, unless told otherwise', async () => {
  const { port, ask } = await start();
  const elsewhere = await start({ host: '0.0.0.0' });

  expect((await ask('GET', '/healthz')).status).toBe(200);
  await expect(fetch(`http://127.0.0.2:${port}/healthz`)).rejects.toThrow();
  await expect(fetch(`http://127.0.0.2:${elsewhere.port}/healthz`)).resolves.toMatchObject({ status: 200 });
});

describe('money that is presumed spent', () => {
  const failed = buildJob({ state: 'failed', settled: 'presumed', spentMicros: 150_000 });

  it('is listed without a word of a member', async () => {
    const { ask, bearer } = await start({ presumed: { list: async () => [failed], settle: async () => undefined } });
    const { body } = await ask('GET', '/operator/presumed', bearer);
    expect(JSON.parse(body)).toMatchObject([{ id: failed.id, guildId: failed.guildId, micros: 150_000 }]);
    expect(body).not.toContain(failed.style);
    expect(body).not.toContain(failed.requester.name);
  });

  it('is settled by what the operator has found out', async () => {
    const settled: string[] = [];
    const { ask, bearer } = await start({
      presumed: {
        list: async () => [],
        async settle(id, as) {
          settled.push(`${id} ${as}`);
          return id === failed.id ? { ...failed, settled: 'refunded' } : undefined;
        },
      },
    });
    expect(await ask('POST', `/operator/presumed/${failed.id}/free`, bearer)).toMatchObject({ status: 200 });
    expect(await ask('POST', '/operator/presumed/7/spent', bearer)).toMatchObject({ status: 404 });
    expect(settled).toEqual([`${failed.id} free`, '7 spent']);
  });
});
