import { describe, expect, it, vi } from 'vitest';
import { aimlapiMessages } from '../../../../src/sandbox/providers/aimlapi/problem.ts';
import type { HttpFaultKind } from '../../../../src/sandbox/providers/shared/http-fault.ts';
import type { LinkFaultKind } from '../../../../src/sandbox/providers/shared/serve-file.ts';
import { type Bench, bench, linkOf, SUBMIT, songOf } from './support.ts';

function rawSubmit({ sandbox, cover }: Bench, signal?: AbortSignal): Promise<Response> {
  return fetch(sandbox.baseUrl + SUBMIT, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}` },
    body: JSON.stringify(cover()),
    ...(signal ? { signal } : {}),
  });
}

describe('faults of the API', () => {
  const statuses: [HttpFaultKind, number, string][] = [
    ['408', 408, 'Request Timeout'],
    ['429', 429, 'Too Many Requests'],
    ['500', 500, 'Internal server error'],
    ['502', 502, 'Bad Gateway'],
    ['503', 503, 'Service unavailable'],
    ['504', 504, 'Generation timeout'],
  ];

  describe.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the effect', (when, paid) => {
    it.each(statuses)('answer %s', async (kind, status, message) => {
      const { submit, sandbox } = await bench();
      const fault = sandbox.faults.add({ kind, when });
      const answer = await submit();
      expect(answer).toMatchObject({ status, body: { status, message } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('retry-after')).toBeNull();
      expect(answer.headers.get('x-inference-id')).toBeNull();
      expect(fault.hits).toBe(1);
      expect(sandbox.paidRequests()).toBe(paid);
      expect(sandbox.requests.at(-1)).toMatchObject({ fault: kind, status });
    });

    it.each([
      ['502html', 502],
      ['wrongType', 200],
    ] as const)('answer %s with a page', async (kind, status) => {
      const open = await bench();
      open.sandbox.faults.add({ kind, when });
      const response = await rawSubmit(open);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('answer with nothing', async () => {
      const open = await bench();
      open.sandbox.faults.add({ kind: 'emptyBody', when });
      const response = await rawSubmit(open);
      expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: '' });
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('reset the connection', async () => {
      const open = await bench();
      open.sandbox.faults.add({ kind: 'reset', when });
      await expect(rawSubmit(open)).rejects.toThrow('fetch failed');
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('break off in the middle of the answer', async () => {
      const open = await bench();
      open.sandbox.faults.add({ kind: 'truncated', when });
      const response = await rawSubmit(open);
      await expect(response.text()).rejects.toThrow('terminated');
      expect(open.sandbox.paidRequests()).toBe(paid);
    });

    it('hang until the caller gives up', async () => {
      const open = await bench();
      open.sandbox.faults.add({ kind: 'hang', when });
      const caller = new AbortController();
      const response = rawSubmit(open, caller.signal);
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
    const { submit, sandbox, clock } = await bench();
    sandbox.faults.add({ kind: 'slow', when, delayMs: 30_000, times: 1 });
    let isAnswered = false;
    const answer = submit().finally(() => {
      isAnswered = true;
    });
    await vi.waitFor(() => expect(sandbox.requests.at(-1)?.fault).toBe('slow'));
    await vi.waitFor(() => expect(sandbox.paidRequests()).toBe(paidMeanwhile));
    await clock.runUntil(() => isAnswered, { stepMs: 5_000 });
    const { status, headers, body } = await answer;
    expect({ status, id: headers.get('x-inference-id') }).toEqual({ status: 201, id: body.id });
  });

  it.each([
    ['poll', (open: Bench) => open.poll('x')],
    ['preprocess', (open: Bench) => open.preprocess()],
    ['upload', (open: Bench) => open.upload(songOf(30_000))],
    ['generate', (open: Bench) => open.generate()],
  ] as const)('strike only the endpoint they name, as often as they say: %s', async (endpoint, call) => {
    const open = await bench();
    const fault = open.sandbox.faults.add({ kind: '503', when: 'before', endpoint, times: 2 });
    expect(await open.submit()).toMatchObject({ status: 201 });
    expect(await call(open)).toMatchObject({ status: 503 });
    expect(await call(open)).toMatchObject({ status: 503 });
    expect((await call(open)).status).not.toBe(503);
    expect(fault.hits).toBe(2);
  });

  it('say what they are told to, and when to come back', async () => {
    const { submit, sandbox } = await bench({ retryAfter: 'date' });
    sandbox.faults.add({ kind: '500', when: 'before', message: aimlapiMessages.maintenance, times: 1 });
    expect(await submit()).toMatchObject({ status: 500, body: { message: aimlapiMessages.maintenance } });
    sandbox.faults.add({ kind: '429', when: 'before', message: aimlapiMessages.freeTier, times: 1 });
    const limited = await submit();
    expect(limited.body.message).toContain('Free-tier limit');
    expect(limited.headers.get('retry-after')).toBe('Fri, 20 Nov 2026 12:00:30 GMT');
    sandbox.faults.add({ kind: '429', when: 'before', retryAfterSeconds: 9, times: 1 });
    expect((await submit()).headers.get('retry-after')).toBe('9');
  });
});

describe('faults of result links', () => {
  async function finishedLink() {
    const render = async () => ({ data: Buffer.alloc(200_000, 'x'), durationMs: 1, family: 'x' });
    const open = await bench({}, { render });
    return { ...open, url: linkOf(await open.finished()) };
  }

  it.each<[LinkFaultKind, number, number]>([
    ['dead', 403, 0],
    ['500', 500, 0],
    ['cutFile', 200, 100_000],
    ['huge', 200, 300_000],
  ])('make it %s', async (kind, status, sizeBytes) => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind, sizeBytes: 300_000, times: 1 });
    const response = await fetch(url);
    expect(response.status).toBe(status);
    if (status === 200) expect((await response.arrayBuffer()).byteLength).toBe(sizeBytes);
    expect((await fetch(url)).status).toBe(200);
  });

  it.each(['reset', 'wrongLength'] as const)('break the download off: %s', async (kind) => {
    const { sandbox, url } = await finishedLink();
    sandbox.linkFaults.add({ kind });
    const response = await fetch(url);
    await expect(response.arrayBuffer()).rejects.toThrow('terminated');
  });
});
