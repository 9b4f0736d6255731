import { timingSafeEqual } from 'node:crypto';
import fastify from 'fastify';
import type { Job } from '../domain/job.ts';

export interface OperatorOptions {
  /** 0 lets the system choose. */
  port: number;
  secret: string;
}

export interface Operator {
  /** Opens the endpoints on 127.0.0.1. */
  start(): Promise<{ port: number }>;
  /** Tells a job's change to everyone who listens. */
  announce(job: Job): void;
  stop(): Promise<void>;
}

/** What an operator may see of a job: no text of a member, no token. */
export interface JobEvent {
  id: string;
  guildId: string;
  state: Job['state'];
  version: number;
  at: number;
  provider: string | null;
  model: string | null;
  failure: string | null;
  messageId: string | null;
}

/** The operator's endpoints: `GET /operator/events`, job changes as server-sent events, for holders of the secret. */
export function createOperator({ port, secret }: OperatorOptions): Operator {
  const server = fastify({ forceCloseConnections: true });
  const listeners = new Set<(text: string) => void>();

  server.addHook('onRequest', async (request, reply) => {
    if (!isBearer(request.headers.authorization, secret)) await reply.code(401).send({ error: 'the secret is wrong' });
  });

  server.get('/operator/events', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': listening\n\n');
    const listener = (text: string) => void reply.raw.write(text);
    listeners.add(listener);
    request.raw.on('close', () => listeners.delete(listener));
  });

  return {
    async start() {
      await server.listen({ port, host: '127.0.0.1' });
      const address = server.server.address();
      return { port: typeof address === 'object' && address ? address.port : port };
    },
    announce(job) {
      const text = `data: ${JSON.stringify(eventOf(job))}\n\n`;
      for (const listener of listeners) listener(text);
    },
    stop: () => server.close(),
  };
}

function eventOf(job: Job): JobEvent {
  return {
    id: job.id,
    guildId: job.guildId,
    state: job.state,
    version: job.version,
    at: job.timeline.at(-1)?.at ?? job.acceptedAt,
    provider: job.task?.provider ?? null,
    model: job.task?.model ?? null,
    failure: job.failure?.key ?? null,
    messageId: job.delivery?.messageId ?? null,
  };
}

function isBearer(header: string | undefined, secret: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
