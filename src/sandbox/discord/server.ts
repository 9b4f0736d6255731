import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import multipart from '@fastify/multipart';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from '../../logger.ts';
import type { FaultSource } from './faults.ts';
import type { Gateway } from './gateway.ts';
import type { UploadedPart } from './message-files.ts';
import type { RequestLogWriter } from './request-log.ts';
import { createResponder, type IncomingRequest } from './responder.ts';
import type { Route } from './routes/route.ts';

const API_PREFIX = '/api';
const MOST_BYTES = 600 * 1024 * 1024;

export interface ServerOptions {
  port: number;
  token: string;
  now: () => number;
  routes: readonly Route[];
  fileRoutes: readonly Route[];
  gateway: Gateway;
  faults: FaultSource;
  requests: RequestLogWriter;
  log: Logger | undefined;
}

/** One loopback port for REST, gateway and files. Returns its origin once it listens. */
export async function startServer(
  options: ServerOptions,
): Promise<{ origin: string; refuseConnections(): () => Promise<void>; close(): Promise<void> }> {
  const app = fastify({
    bodyLimit: MOST_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
    rewriteUrl: (request) => canonicalUrl(request.url ?? '/'),
  });
  const { gateway } = options;
  await app.register(multipart, { limits: { fileSize: MOST_BYTES, fieldSize: MOST_BYTES } });
  await app.register(websocket, {
    preClose(done) {
      gateway.close();
      done();
    },
  });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => done(null, text));
  app.get('/gateway', { websocket: true }, (socket) => gateway.accept(socket));
  addRoutes(app, options);
  const origin = await app.listen({ host: '127.0.0.1', port: options.port });
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

function addRoutes(app: FastifyInstance, options: ServerOptions): void {
  const respond = createResponder(options);
  const prefixed = options.routes.map((route) => ({ route, url: `${API_PREFIX}${route.path}` }));
  const plain = options.fileRoutes.map((route) => ({ route, url: route.path }));
  for (const { route, url } of [...prefixed, ...plain]) {
    app.route({
      method: route.method,
      url,
      exposeHeadRoute: false,
      handler: async (request, reply) => respond(route, await readRequest(request), reply),
    });
  }
  app.setNotFoundHandler(async (request, reply) => respond(undefined, await readRequest(request), reply));
}

/** All API versions are the same here, and `@original` may come escaped. */
function canonicalUrl(url: string): string {
  const [path = '/', ...query] = url.split('?');
  const plainPath = path.replace(/^\/api\/v\d+(?=\/)/, API_PREFIX).replaceAll('%40', '@');
  return [plainPath, ...query].join('?');
}

async function readRequest(request: FastifyRequest): Promise<IncomingRequest> {
  const { payload, files } = request.isMultipart() ? await readParts(request) : { payload: request.body, files: [] };
  const body = typeof payload === 'string' && payload !== '' ? parseJson(payload) : undefined;
  return {
    method: request.method,
    path: (request.url.split('?')[0] ?? '').replace(/^\/api(?=\/)/, ''),
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    authorization: request.headers.authorization,
    body: body?.value,
    files,
    isMalformed: body !== undefined && !body.isJson,
  };
}

async function readParts(request: FastifyRequest): Promise<{ payload: unknown; files: UploadedPart[] }> {
  const files: UploadedPart[] = [];
  let payload: unknown;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const index = /^files\[(\d+)\]$/.exec(part.fieldname)?.[1] ?? String(files.length);
      files.push({ index, name: part.filename, contentType: part.mimetype, data: await part.toBuffer() });
    } else if (part.fieldname === 'payload_json') {
      payload = part.value;
    }
  }
  return { payload, files };
}

function parseJson(text: string): { isJson: boolean; value: unknown } {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false, value: undefined };
  }
}
