import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { requestUntil } from '../../src/lib/request-until.ts';

/** A server, and connections to it that stand when `connect` is called, and no sooner. */
async function slowWay() {
  let bytes = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      bytes += piece.length;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected = Promise.withResolvers<void>();
  const connector = buildConnector({});
  const dispatcher = new Agent({
    connect: (target, callback) => void connected.promise.then(() => connector(target, callback)),
  });
  onTestFinished(async () => {
    await dispatcher.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    dispatcher,
    connect: connected.resolve,
    bytes: () => bytes,
  };
}

it('a request ends with its signal while it waits for a connection, and nothing of it leaves later', async () => {
  const { url, dispatcher, connect, bytes } = await slowWay();
  const stop = new AbortController();
  const asked = requestUntil(stop.signal, url, { method: 'POST', body: 'something', dispatcher });
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');

  connect();
  const next = await requestUntil(new AbortController().signal, url, { dispatcher });
  await expect(next.body.text()).resolves.toBe('ok');
  const head = `GET / HTTP/1.1\r\nhost: ${url.slice('http://'.length)}\r\nconnection: keep-alive\r\n\r\n`;
  expect(bytes()).toBe(head.length);
});

it('a request whose signal is over already is not begun', async () => {
  const { url, dispatcher, connect, bytes } = await slowWay();
  connect();
  await expect(requestUntil(AbortSignal.abort(new Error('too late')), url, { dispatcher })).rejects.toThrow('too late');
  expect(bytes()).toBe(0);
});

it('an answer that comes is the answer', async () => {
  const { url, dispatcher, connect } = await slowWay();
  connect();
  const { statusCode, body } = await requestUntil(new AbortController().signal, url, { dispatcher });
  expect(statusCode).toBe(200);
  await expect(body.text()).resolves.toBe('ok');
});
