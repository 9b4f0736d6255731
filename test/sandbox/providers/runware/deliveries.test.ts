import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bench, bench } from './support.ts';

interface Received {
  method: string | undefined;
  path: string | undefined;
  contentType: string | undefined;
  body: Buffer;
}

/** Somebody's own server, which answers with these statuses in turn, the last one from then on. */
async function receiver(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method, url: path } = request;
    received.push({ method, path, contentType: request.headers['content-type'], body });
    response.writeHead(statuses[received.length - 1] ?? statuses.at(-1) ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/results?secret=1` };
}

const jsonOf = ({ body }: Received) => JSON.parse(body.toString());

async function order({ call, cover }: Pick<Bench, 'call' | 'cover'>, changes: Record<string, unknown>) {
  const task = await cover(changes);
  expect((await call([task])).status).toBe(200);
  return task;
}

describe('a webhook', () => {
  it('is told of each result by itself, flat, once it can be polled', async () => {
    const { received, url } = await receiver();
    const opened = await bench({ resultStaggerMs: 5_000 });
    const { clock, poll } = opened;
    const task = await order(opened, { webhookURL: url, numberResults: 2, includeCost: true });
    await clock.advance(59_000);
    expect(received).toHaveLength(0);
    await clock.runUntil(() => received.length === 2);
    expect(received.map(({ method, path }) => [method, path])).toEqual(Array(2).fill(['POST', '/results?secret=1']));
    const { data } = await poll(task.taskUUID);
    expect(received.map(jsonOf)).toEqual(data);
    expect(data?.[0]).toMatchObject({ status: 'success', cost: 0.15, audioURL: expect.any(String) });
  });

  it('is told again until it takes it', async () => {
    const { received, url } = await receiver(500, 302, 204);
    const opened = await bench();
    await order(opened, { webhookURL: url });
    await opened.clock.runUntil(() => received.length === 3);
    await opened.clock.advance(60_000);
    expect(received).toHaveLength(3);
  });

  it('is given up after so many attempts', async () => {
    const { received, url } = await receiver(503);
    const opened = await bench({ deliveryAttempts: 2 });
    await order(opened, { webhookURL: url });
    await opened.clock.runUntil(() => received.length === 2);
    await opened.clock.advance(600_000);
    expect(received).toHaveLength(2);
  });

  it.each([
    ['error', { code: 'timeoutProvider', status: 'error' }],
    ['item', { status: 'error', error: { code: 'timeoutProvider' } }],
    ['envelope', { errors: [{ code: 'timeoutProvider' }] }],
  ] as const)('is told of a failure in the form %s', async (webhookFailure, shape) => {
    const { received, url } = await receiver();
    const opened = await bench({ webhookFailure });
    opened.sandbox.failNext({ code: 'timeoutProvider' });
    await order(opened, { webhookURL: url });
    await opened.clock.runUntil(() => received.length === 1);
    expect(jsonOf(received[0] as Received)).toMatchObject(shape);
  });
});

describe('an upload endpoint', () => {
  it('gets the bytes of each result, which can be polled all the same', async () => {
    const { received, url } = await receiver();
    const opened = await bench({ resultStaggerMs: 0 });
    const task = await order(opened, { uploadEndpoint: url, numberResults: 2, outputFormat: 'FLAC' });
    await opened.clock.runUntil(() => received.length === 2);
    expect(received.map(({ method, contentType }) => [method, contentType])).toEqual(
      Array(2).fill(['PUT', 'audio/flac']),
    );
    const { data } = await opened.poll(task.taskUUID);
    const links = data?.map(({ audioURL }) => String(audioURL)) ?? [];
    const files = await Promise.all(links.map(async (link) => (await fetch(link)).text()));
    expect(received.map(({ body }) => body.toString()).sort()).toEqual(files.sort());
  });

  it('gets nothing of what failed', async () => {
    const { received, url } = await receiver();
    const opened = await bench();
    opened.sandbox.failNext({ code: 'timeoutProvider' });
    await order(opened, { uploadEndpoint: url, webhookURL: url });
    await opened.clock.runUntil(() => received.length === 1);
    await opened.clock.advance(60_000);
    expect(received.map(({ method }) => method)).toEqual(['POST']);
  });
});
