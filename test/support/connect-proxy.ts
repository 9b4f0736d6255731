import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ConnectProxy {
  url: string;
  /** Where tunnels were asked to, as `host:port`. */
  readonly tunnels: readonly string[];
  /** How many requests were sent without a tunnel. */
  readonly plain: number;
}

/**
 * A proxy on loopback that opens tunnels (CONNECT) and does nothing else; all of them lead to this machine, whatever host they
 * are asked for. With `credentials` (`name:password`) it wants them.
 */
export async function startConnectProxy({ credentials }: { credentials?: string } = {}): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  let plain = 0;
  const server = createServer((_, response) => {
    plain += 1;
    response.writeHead(501).end();
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    client.on('error', () => undefined);
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (wanted && headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    tunnels.push(url);
    const target = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    sockets.add(target);
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://${credentials ? `${credentials}@` : ''}127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    get plain() {
      return plain;
    },
  };
}
