import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { BoundedList } from '../shared/bounded-list.ts';
import { breakAnswer } from '../shared/break-answer.ts';
import type { TakenFaults } from '../shared/faults.ts';
import { type HttpFault, sparesEffect, tellHit } from '../shared/http-fault.ts';
import { type LinkFault, serveFile } from '../shared/serve-file.ts';
import type { ApiAnswer, Endpoint } from './answer.ts';
import type { ApiRequest } from './api.ts';
import { type BodyFault, breakBody, isBodyFault } from './break-body.ts';
import { invalid, Refusal } from './refusal.ts';
import { type RequestRecord, requestRecord } from './request-log.ts';
import type { ResultFiles } from './result-files.ts';
import type { MinimaxSettings } from './settings.ts';

/** A fault of the API; without an endpoint it strikes any. */
export type MinimaxFault = (HttpFault & { endpoint?: Endpoint }) | BodyFault;

export interface RoutesOptions {
  clock: Clock;
  settings: MinimaxSettings;
  answer(request: ApiRequest): Promise<ApiAnswer>;
  files: ResultFiles;
  faults: TakenFaults<MinimaxFault>;
  linkFaults: TakenFaults<LinkFault>;
  requests: BoundedList<RequestRecord>;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

const PATHS: Readonly<Record<Endpoint, string>> = {
  music: '/v1/music_generation',
  preprocess: '/v1/music_cover_preprocess',
  lyrics: '/v1/lyrics_generation',
  plan: '/v1/token_plan/remains',
};

/** The paths of MiniMax and of its file storage on one server, with the faults at their door. */
export function registerRoutes(app: FastifyInstance, options: RoutesOptions): void {
  const { clock, settings, files, faults, linkFaults, requests, signal } = options;

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (signal.aborted) {
      reply.hijack();
      reply.raw.destroy();
      return;
    }
    const status = error.statusCode === 413 ? 413 : settings.errorStatus;
    reply.code(status).send(errorBody(invalid(`the request could not be read: ${error.message}`)));
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const { method } = request;
    const record = requestRecord(clock.now(), { method, path, body: request.body });
    requests.add(record);
    record.status = settings.unknownPathStatus;
    const refusal = invalid(`there is no ${method} ${path} (this is a stand-in)`);
    reply.code(settings.unknownPathStatus).send(errorBody(refusal));
  });

  const answerCall = async (
    endpoint: Endpoint,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const { method, body: given } = request;
    const record = requestRecord(clock.now(), { method, path: PATHS[endpoint], endpoint, body: given });
    requests.add(record);
    const fault = faults.take(
      (planned) => planned.endpoint === endpoint || (planned.endpoint === undefined && endpoint !== 'plan'),
    );
    record.fault = fault?.kind;
    const traceId = randomBytes(16).toString('hex');
    reply.header('Trace-Id', traceId);

    const answerNow = async () => {
      const { body, headers } = request;
      const right = await options.answer({
        endpoint,
        body,
        authorization: headers.authorization,
        traceId,
        gone: goneSignal(reply),
      });
      record.code = right.code;
      return right;
    };

    if (!fault) record.status = send(reply, await answerNow());
    else if (isBodyFault(fault)) record.status = breakBody(reply, fault, await answerNow());
    else record.status = await answerFaulty(reply, fault, record, answerNow, { clock, signal });
    return reply;
  };

  for (const endpoint of ['music', 'preprocess', 'lyrics'] as const) {
    app.post(PATHS[endpoint], (request, reply) => answerCall(endpoint, request, reply));
  }

  app.get(PATHS.plan, (request, reply) => answerCall('plan', request, reply));
  app.get('/:file', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const record = requestRecord(clock.now(), { method: 'GET', path });
    requests.add(record);
    const found = files.open(request.url);
    if (found.kind !== 'file') {
      const statuses = { expired: settings.deadLinkStatus, unsigned: 403, unknown: 404 } as const;
      record.status = statuses[found.kind];
      return reply.code(record.status).type('text/plain').send('Stand-in: there is nothing behind this link.');
    }
    const fault = linkFaults.take();
    record.fault = fault?.kind;
    fault?.onHit?.(record);
    await serveFile(reply, found.file, fault, { clock, deadStatus: settings.deadLinkStatus, signal });
    record.status = reply.statusCode;
    return reply;
  });
}

async function answerFaulty(
  reply: FastifyReply,
  fault: HttpFault,
  record: RequestRecord,
  answerNow: () => Promise<ApiAnswer>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<number | null> {
  tellHit(fault, 'before', record);
  reply.raw.once('finish', () => tellHit(fault, 'answered', record));
  if (fault.kind === 'slow' && fault.when === 'before') await clock.sleep(fault.delayMs ?? 0, signal);
  const right = sparesEffect(fault) ? await answerNow() : undefined;
  tellHit(fault, 'after', record);
  if (fault.kind === 'slow' && fault.when === 'after') await clock.sleep(fault.delayMs ?? 0, signal);
  return breakAnswer(reply, fault, right, errorBodyOf);
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the caller hung up'));
  });
  return gone.signal;
}

function send(reply: FastifyReply, { status, body, frames }: ApiAnswer): number {
  if (frames) reply.code(status).type('text/event-stream').send(Readable.from(frames));
  else reply.code(status).send(body);
  return status;
}

const CODES: Readonly<Record<number, number>> = { 408: 1001, 429: 1002, 500: 1024, 503: 1033, 504: 1001 };

function errorBodyOf(status: number): unknown {
  return errorBody(new Refusal(CODES[status] ?? 1000));
}

function errorBody({ code, message }: Refusal): unknown {
  return { base_resp: { status_code: code, status_msg: message } };
}
