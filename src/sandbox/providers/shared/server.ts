import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** Is down until the function that it returns is called. */
  refuseConnections(): () => Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** A free one when not said. */
  port?: number;
  bodyLimitBytes: number;
  /** Adds the routes, once the origin that they put into links is known. */
  register(app: FastifyInstance, origin: () => string): void;
}

/** A stand-in's HTTP server: on loopback only, and gone with all its open connections when it closes. */
export async function startServer({ port = 0, bodyLimitBytes, register }: ServerOptions): Promise<RunningServer> {
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  let origin = '';
  register(app, () => origin);
  origin = await app.listen({ host: '127.0.0.1', port });
  return { origin, refuseConnections: () => refuseConnections(app.server), close: () => app.close() };
}

/**
 * Takes a server off its port, as a host that is down: new connections are refused and idle ones end, while what is being
 * answered is still answered. Returns the function that brings it back to the same port.
 */
function refuseConnections(server: Server): () => Promise<void> {
  const { address, port } = server.address() as AddressInfo;
  server.close();
  return () => new Promise((resolve) => server.listen(port, address, resolve));
}
