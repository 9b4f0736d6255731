import fastify, { type FastifyInstance } from 'fastify';
import { refuseConnections } from '../../refuse-connections.ts';

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
