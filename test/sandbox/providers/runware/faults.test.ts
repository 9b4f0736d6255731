import { describe, expect, it, vi } from 'vitest';
import type { HttpFaultKind } from '../../../../src/sandbox/providers/shared/http-fault.ts';
import { type Bench, bench, type Item } from './support.ts';

async function rawCall({ sandbox }: Bench, tasks: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(sandbox.baseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}` },
    body: JSON.stringify(tasks),
    ...(signal ? { signal } : {}),
  });
}

describe('faults of the API', () => {
  const statuses: [HttpFaultKind, number, string | undefined][] = [
    ['408', 408, 'timeout'],
    ['429', 429, 'rateLimitExceeded'],
    ['500', 500, 'internalServerError'],
    ['503', 503, 'serviceUnavailable'],
    ['504', 504, 'timeout'],
  ];

  describe.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the effect', (when, paid) => {
    it.each(statuses)('answer %s', async (kind, status, code) => {
      const { call, cover, sandbox } = await bench();
      const task = await cover();
      const fault = sandbox.faults.add({ kind, when, retryAfterSeconds: 9 });
      const answer = await call([task]);
      expect(answer).toMatchObject({ status, errors: [{ code }] });
      expect(answer.headers.get('retry-after')).toBe('9');
      expect(fault.hits).toBe(1);
      expect(sandbox.paidRequests()).toBe(paid);
      expect(sandbox.requests.at(-1)).toMatchObject({ fault: kind, status });
    });

    it.each([
      ['502html', 502],
      ['wrongType', 200],
    ] as const)('answer %s with a page', async (kind, status) => {
      const open = await bench();
      const task = await open.cover();
      open.sandbox.faults.add({ kind, when });
      const response = await rawCall(open, [task]);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('text/html');
      await expect(response.json()).rejects.toThrow(SyntaxError);
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('answer with nothing', async () => {
      const open = await bench();
      const task = await open.cover();
      open.sandbox.faults.add({ kind: 'emptyBody', when });
      const response = await rawCall(open, [task]);
      expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: '' });
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('reset the connection', async () => {
      const open = await bench();
      const task = await open.cover();
      open.sandbox.faults.add({ kind: 'reset', when });
      await expect(rawCall(open, [task])).rejects.toThrow('fetch failed');
      expect(open.sandbox.paidRequests()).toBe(paid);
      expect(open.sandbox.requests.at(-1)).toMatchObject({ fault: 'reset', status: null });
    });

    it('break off in the middle of the answer', async () => {
      const open = await bench();
      const task = await open.cover();
      open.sandbox.faults.add({ kind: 'truncated', when });
      const response = await rawCall(open, [task]);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('hang until the caller gives up', async () => {
      const open = await bench();
      const task = await open.cover();
      open.sandbox.faults.add({ kind: 'hang', when });
      const caller = new AbortController();
      const response = rawCall(open, [task], caller.signal);
      await vi.waitFor(() => expect(open.sandbox.requests.at(-1)).toMatchObject({ fault: 'hang', status: null }));
      expect(open.sandbox.paidRequests()).toBe(paid);
      caller.abort();
      await expect(response).rejects.toThrow('aborted');
    });
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('slow an answer down %s the effect', async (when, paidMeanwhile) => {
    const open = await bench();
    const task = await open.cover();
    open.sandbox.faults.add({ kind: 'slow', when, delayMs: 30_000, times: 1 });
    const answer = open.call([task]);
    await vi.waitFor(() => expect(open.sandbox.requests.at(-1)?.fault).toBe('slow'));
    await vi.waitFor(() => expect(open.sandbox.paidRequests()).toBe(paidMeanwhile));
    let isAnswered = false;
    answer.then(() => {
      isAnswered = true;
    });
    await open.clock.runUntil(() => isAnswered, { stepMs: 5_000 });
    expect(await answer).toMatchObject({ status: 200, data: [{ taskUUID: task.taskUUID }] });
    expect(open.sandbox.paidRequests()).toBe(1);
  });

  it('strike only the task type they name, as often as they say, until removed', async () => {
    const { call, cover, poll, sandbox } = await bench();
    const task = await cover();
    await call([task]);
    const fault = sandbox.faults.add({ kind: '503', when: 'before', taskType: 'getResponse', times: 3 });
    expect(await call([{ taskType: 'ping', ping: true }])).toMatchObject({ status: 200 });
    expect(await poll(task.taskUUID)).toMatchObject({ status: 503 });
    expect(await poll(task.taskUUID)).toMatchObject({ status: 503 });
    expect(fault.hits).toBe(2);
    fault.remove();
    expect(await poll(task.taskUUID)).toMatchObject({ status: 200 });
  });

  it('end with the stand-in, hanging or not', async () => {
    const open = await bench();
    open.sandbox.faults.add({ kind: 'hang', when: 'before', times: 1, taskType: 'ping' });
    const hanging = rawCall(open, [{ taskType: 'ping', ping: true }]);
    const isCut = expect(hanging).rejects.toThrow('fetch failed');
    await vi.waitFor(() => expect(open.sandbox.requests).toHaveLength(1));
    await open.sandbox.close();
    await isCut;
  });
});

describe('faults of result links', () => {
  async function finishedLink(settings?: Parameters<typeof bench>[0]) {
    const render = async () => ({ data: Buffer.alloc(200_000, 'x'), durationMs: 1, family: 'x' });
    const open = await bench(settings, { render });
    const task: Item = await open.cover();
    await open.call([task]);
    await open.clock.advance(60_000);
    const url = String((await open.poll(task.taskUUID)).data?.[0]?.audioURL);
    return { ...open, url };
  }

  it.each([403, 404] as const)('make it dead with %i', async (deadLinkStatus) => {
    const { sandbox, url } = await finishedLink({ deadLinkStatus });
    sandbox.linkFaults.add({ kind: 'dead', times: 1 });
    expect((await fetch(url)).status).toBe(deadLinkStatus);
    expect((await fetch(url)).status).toBe(200);
  });

  it('make the file host fail', async () => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind: '500' });
    expect((await fetch(url)).status).toBe(500);
  });

  it.each(['reset', 'wrongLength'] as const)('break the download off: %s', async (kind) => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind });
    const response = await fetch(url);
    expect(response.headers.get('content-length')).toBe('200000');
    await expect(response.arrayBuffer()).rejects.toThrow('terminated');
  });

  it('make it a file that is cut in half and says nothing of it', async () => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind: 'cutFile' });
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(100_000);
  });

  it('make it a web page', async () => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind: 'wrongType' });
    expect((await fetch(url)).headers.get('content-type')).toContain('text/html');
  });

  it('make it larger than expected, without a length', async () => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind: 'huge', sizeBytes: 3_000_000 });
    const response = await fetch(url);
    expect(response.headers.get('content-length')).toBeNull();
    expect((await response.arrayBuffer()).byteLength).toBe(3_000_000);
  });

  it('make it slow', async () => {
    const { sandbox, url, clock } = await finishedLink();
    sandbox.linkFaults.add({ kind: 'slow', delayMs: 10_000 });
    const response = await fetch(url);
    let size = 0;
    const reading = response.arrayBuffer().then((body) => {
      size = body.byteLength;
    });
    await clock.runUntil(() => size > 0, { stepMs: 1_000 });
    await reading;
    expect(size).toBe(200_000);
  });

  it('make it fall silent in the middle', async () => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind: 'hang' });
    const caller = new AbortController();
    const response = await fetch(url, { signal: caller.signal });
    const reader = response.body?.getReader();
    let received = 0;
    while (received < 100_000) received += (await reader?.read())?.value?.length ?? 0;
    expect(received).toBe(100_000);
    caller.abort();
    await expect(reader?.read()).rejects.toThrow('aborted');
  });
});

describe('the life of a result link', () => {
  it.each([
    ['as long as was asked for', { ttl: 60 }, {}, 60_000],
    ['as long as links usually live', {}, { linkLifeMs: 5_000 }, 5_000],
  ] as const)('is %s', async (_name, changes, settings, lifeMs) => {
    const { call, cover, poll, clock } = await bench({ ...settings, deadLinkStatus: 403 });
    const task = await cover(changes);
    await call([task]);
    await clock.advance(60_000);
    const url = String((await poll(task.taskUUID)).data?.[0]?.audioURL);
    await clock.advance(lifeMs - 1);
    expect((await fetch(url)).status).toBe(200);
    await clock.advance(1);
    expect((await fetch(url)).status).toBe(403);
  });

  it('ends when newer results need the room', async () => {
    const render = async () => ({ data: Buffer.alloc(400), durationMs: 1, family: 'x' });
    const { call, cover, poll, clock } = await bench({ linkLifeMs: null }, { render, maximumHeldBytes: 1_000 });
    const tasks = [await cover(), await cover(), await cover()];
    for (const task of tasks) await call([task]);
    await clock.advance(60_000);
    const links = await Promise.all(tasks.map(async (task) => (await poll(task.taskUUID)).data?.[0]?.audioURL));
    const answers = await Promise.all(links.map(async (link) => (await fetch(String(link))).status));
    expect(answers).toEqual([404, 200, 200]);
  });

  it('never began for a path that was made up', async () => {
    const { sandbox } = await bench();
    expect((await fetch(`${sandbox.origin}/audio/os/a01d21/ws/5/ai/nothing.mp3`)).status).toBe(404);
  });
});
