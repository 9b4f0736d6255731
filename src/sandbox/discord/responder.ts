import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Logger } from '../../logger.ts';
import { ApiError, refuse } from './api-error.ts';
import type { FaultOptions, FaultSource } from './faults.ts';
import type { LoggedRequest, RequestLogWriter } from './request-log.ts';
import type { Call, Reply, Route } from './routes/route.ts';

/** A request read to its end. */
export interface IncomingRequest extends Call {
  method: string;
  /** Without the API prefix. */
  path: string;
  authorization: string | undefined;
  /** True when it claimed to be JSON and was not. */
  isMalformed: boolean;
}

interface ResponderOptions {
  token: string;
  now: () => number;
  faults: FaultSource;
  requests: RequestLogWriter;
  log: Logger | undefined;
}

/** What every bucket of the stand-in allows; nobody is ever limited but by a fault. */
const BUCKET = { limit: 50, remaining: 49, resetAfterSeconds: 1 } as const;
const RETRY_AFTER_SECONDS = 1;

/** Serves one request: notes it down, lets faults happen, and turns refusals into Discord's errors. */
export function createResponder({ token, now, faults, requests, log }: ResponderOptions) {
  return async (route: Route | undefined, request: IncomingRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const template = route?.path ?? request.path;
    const entry = requests.begin(loggable(request, template));
    const fault = faults.take(entry);
    const { when = 'before' } = fault ?? {};
    if (fault) entry.fault = fault.kind;

    if (fault && when === 'before' && (await happens(fault, entry, reply))) return reply;
    const result = perform(route, request, token, log);
    if (fault && when === 'after' && (await happens(fault, entry, reply))) return reply;
    if (fault && when === 'answered') reply.raw.once('finish', () => fault.onHit?.(entry));

    entry.status = result.status;
    log?.debug({ method: request.method, route: template, status: result.status }, 'sandbox discord');
    reply.headers(rateLimitHeaders(template, request.method, now()));
    return send(reply, result);
  };
}

function perform(route: Route | undefined, request: IncomingRequest, token: string, log: Logger | undefined): Reply {
  try {
    if (!route) refuse('notFound');
    if (route.auth === 'bot' && request.authorization !== `Bot ${token}`) refuse('unauthorized');
    if (request.isMalformed) refuse('invalidJson');
    return route.handle(request);
  } catch (error) {
    if (error instanceof ApiError) {
      return refusal(error);
    }
    log?.error({ err: error, route: route?.path }, 'the sandbox itself failed');
    throw error;
  }
}

function refusal({ status, code, message, errors, retryAfterSeconds }: ApiError): Reply {
  const body = { message, code, ...(errors && { errors }) };
  if (retryAfterSeconds === undefined) return { status, body };
  return {
    status,
    body: { ...body, retry_after: retryAfterSeconds, global: false },
    headers: limitedHeaders(retryAfterSeconds),
  };
}

/** True when the fault has taken the place of the answer. */
async function happens(fault: FaultOptions, entry: LoggedRequest, reply: FastifyReply): Promise<boolean> {
  fault.onHit?.(entry);
  if (fault.kind === 'none') return false;
  if (fault.kind === 'slow') {
    await delay(fault.delayMs ?? 0, undefined, { ref: false });
    return false;
  }
  if (fault.kind === 'hang' || fault.kind === 'reset') {
    reply.hijack();
    if (fault.kind === 'reset') reply.raw.socket?.resetAndDestroy();
    return true;
  }
  const result = faultyReply(fault);
  entry.status = result.status;
  send(reply, result);
  return true;
}

function faultyReply({ kind, retryAfterSeconds = RETRY_AFTER_SECONDS, refusal, foreign, odd }: FaultOptions): Reply {
  if (kind === '429') {
    const body = { message: 'You are being rate limited.', retry_after: retryAfterSeconds, global: false };
    return { status: 429, body, headers: limitedHeaders(retryAfterSeconds) };
  }
  if (kind === '502html') {
    return pageReply(502, '502 Bad Gateway');
  }
  if (kind === 'foreign' && foreign) {
    if (foreign.body === 'page') return pageReply(foreign.status, 'Access denied');
    if (foreign.body === 'empty') return { status: foreign.status };
    return { status: foreign.status, body: { message: 'internal network error', code: 40_333 } };
  }
  if (kind === 'odd') return { status: 200, body: odd };
  if (kind === 'refusal' && refusal) {
    return { status: refusal.status, body: { message: refusal.message, code: refusal.code } };
  }
  return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
}

function pageReply(status: number, words: string): Reply {
  const html = `<html><head><title>${words}</title></head><body>${words}</body></html>`;
  return { status, raw: { data: Buffer.from(html), contentType: 'text/html' } };
}

function send(reply: FastifyReply, { status, body, raw, headers = {} }: Reply): FastifyReply {
  reply.status(status).headers(headers);
  if (raw) return reply.type(raw.contentType).send(Buffer.from(raw.data));
  return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
}

function rateLimitHeaders(template: string, method: string, now: number): Record<string, string> {
  const bucket = createHash('md5').update(`${method} ${template}`).digest('hex');
  return {
    'x-ratelimit-bucket': bucket,
    'x-ratelimit-limit': String(BUCKET.limit),
    'x-ratelimit-remaining': String(BUCKET.remaining),
    'x-ratelimit-reset': String(now / 1000 + BUCKET.resetAfterSeconds),
    'x-ratelimit-reset-after': String(BUCKET.resetAfterSeconds),
  };
}

function limitedHeaders(retryAfterSeconds: number): Record<string, string> {
  return {
    'retry-after': String(retryAfterSeconds),
    'x-ratelimit-limit': String(BUCKET.limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': String(retryAfterSeconds),
    'x-ratelimit-scope': 'user',
  };
}

function loggable(request: IncomingRequest, route: string): Omit<LoggedRequest, 'at' | 'status'> {
  const { method, path, query, body, files } = request;
  return {
    method,
    route,
    path,
    query: query as Record<string, string>,
    body,
    files: files.map(({ name, contentType, data }) => ({ name, contentType, size: data.byteLength })),
  };
}
