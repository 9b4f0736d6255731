import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves these bytes at one address of this machine. */
export async function serveFile(data: Uint8Array): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => response.end(data));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/song`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
