import { timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { DatabaseError } from '../database.ts';
import type { Job } from '../domain/job.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { limitConnections } from './connections.ts';
import { createEventStream } from './event-stream.ts';
import { healthStatus } from './health-status.ts';
import type { CountedMetrics } from './metrics.ts';
import type { Health } from './port.ts';

export type { JobEvent } from './port.ts';

export interface OperatorOptions {
  /** 0 lets the system choose. */
  port: number;
  /** Default: this machine only. */
  host?: string | undefined;
  secret: string;
  health(): Health;
  metrics: Pick<CountedMetrics, 'contentType' | 'text'>;
  /** Makes a backup, and says where it is within the data folder. Throws `DatabaseError` in words for the operator. */
  backup(): Promise<{ file: string; sizeBytes: number }>;
  /** Jobs whose money is presumed spent, and what the operator has found out of one. */
  presumed: Presumed;
  log: Logger;
}

/** As `covers/presumed.ts` has it, of each job what an operator may see. */
interface Presumed {
  list(): Promise<Job[]>;
  settle(id: string, as: 'spent' | 'free'): Promise<Job | undefined>;
}

export interface Operator {
  /** Throws `StartError` where the port cannot be had. */
  start(): Promise<{ port: number }>;
  /** Tells a job's change to everyone who listens. */
  announce(job: Job): void;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const CONNECTIONS = { perPeer: 20, inAll: 100 };
/** Who asks here does so with a few hundred bytes, from near by. */
const HEADERS_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CHECK_TIMEOUTS_MS = 1_000;

/**
 * The operator's endpoints. `GET /healthz` is for everyone; for holders of the secret there are `GET /metrics`, `GET
 * /operator/events`, which are job changes as server-sent events, `POST /operator/backup`, `GET /operator/presumed`, and `POST
 * /operator/presumed/ID/spent` or `…/free`.
 */
export function createOperator({ port, host = LOOPBACK, secret, ...options }: OperatorOptions): Operator {
  const { health, metrics, backup, presumed, log } = options;
  const events = createEventStream();
  const server = fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_TIMEOUTS_MS },
    bodyLimit: 1_024,
  });
  const connections = limitConnections(server.server, CONNECTIONS);
  server.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'there is nothing here' }));
  server.setErrorHandler((error, _, reply) => sendFailure(reply, error, log));

  server.get('/healthz', async (_, reply) => {
    const now = health();
    const status = healthStatus(now);
    await reply
      .code(status === 'down' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, ...now });
  });

  server.register(async (secured) => {
    secured.addHook('onRequest', async ({ headers, raw }: FastifyRequest, reply) => {
      if (isBearer(headers.authorization, secret)) return connections.keep(raw.socket);
      await reply.code(401).send({ error: 'the secret is wrong' });
    });
    secured.get('/metrics', async (_, reply) => {
      await reply.type(metrics.contentType).send(await metrics.text());
    });
    secured.get('/operator/events', async (_, reply) => {
      if (events.isFull()) return reply.code(503).send({ error: 'too many listen already' });
      reply.hijack();
      events.listen(reply.raw);
    });
    secured.post('/operator/backup', () => backup());
    secured.get('/operator/presumed', async () => (await presumed.list()).map(presumedView));
    for (const as of ['spent', 'free'] as const) {
      secured.post<{ Params: { id: string } }>(`/operator/presumed/:id/${as}`, async ({ params }, reply) => {
        const settled = await presumed.settle(params.id, as);
        return settled
          ? presumedView(settled)
          : reply.code(404).send({ error: 'no job with this id is presumed spent' });
      });
    }
  });

  return {
    async start() {
      await server.listen({ port, host }).catch((error: unknown) => {
        throw listenError(error, port, host);
      });
      const address = server.server.address();
      return { port: typeof address === 'object' && address ? address.port : port };
    },
    announce: events.announce,
    stop: () => server.close(),
  };
}

/** No text of a member, no token. */
function presumedView({ id, guildId, task, spentMicros, settled, timeline }: Job) {
  const { provider, model, ourId, ref } = task ?? {};
  return { id, guildId, provider, model, ourId, ref, micros: spentMicros, settled, endedAt: timeline.at(-1)?.at };
}

/** Nothing of an error leaves but what was written for the operator. */
async function sendFailure(reply: FastifyReply, error: unknown, log: Logger): Promise<void> {
  if (error instanceof DatabaseError) return reply.code(409).send({ error: error.message });
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) return reply.code(status).send({ error: 'the request is not as it should be' });
  log.error({ err: error }, "an operator's request failed");
  return reply.code(500).send({ error: 'it failed; the log says why' });
}

function listenError(error: unknown, port: number, host: string): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new StartError(`OPERATOR_PORT: port ${port} on ${host} is in use by another program`, { cause: error });
    case 'EACCES':
      return new StartError(`OPERATOR_PORT: port ${port} may not be opened by this user`, { cause: error });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`OPERATOR_HOST: ${host} is no address of this machine`, { cause: error });
    default:
      return error;
  }
}

function isBearer(header: string | undefined, secret: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
