import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A link to a song on this machine, for as long as the tests run. */
export async function serveSong(data: Uint8Array): Promise<string> {
  const server = createServer((_request, response) => response.end(data)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/song.wav`;
}
