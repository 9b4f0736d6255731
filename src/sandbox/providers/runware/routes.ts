import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { BoundedList } from '../shared/bounded-list.ts';
import { breakAnswer } from '../shared/break-answer.ts';
import type { ExpiringFiles } from '../shared/expiring-files.ts';
import type { TakenFaults } from '../shared/faults.ts';
import { type Answer, type HttpFault, sparesEffect, tellHit } from '../shared/http-fault.ts';
import { type LinkFault, serveFile } from '../shared/serve-file.ts';
import type { ApiRequest } from './api.ts';
import { knownProblem } from './problem.ts';
import { type RequestRecord, requestRecord } from './request-log.ts';
import type { RunwareSettings } from './settings.ts';

/** A fault of the API; without a task type it strikes any request. */
export interface RunwareFault extends HttpFault {
  taskType?: string;
}

export interface RoutesOptions {
  clock: Clock;
  settings: RunwareSettings;
  answer(request: ApiRequest): Promise<Answer>;
  files: ExpiringFiles;
  faults: TakenFaults<RunwareFault>;
  linkFaults: TakenFaults<LinkFault>;
  requests: BoundedList<RequestRecord>;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

/** The paths of Runware and of its file host on one server, with the faults at their door. */
export function registerRoutes(app: FastifyInstance, options: RoutesOptions): void {
  const { clock, settings, files, faults, linkFaults, requests, signal } = options;

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    const code = status === 413 ? 'maxRequestSizeExceeded' : 'invalidRequest';
    reply.code(status).send({ errors: [{ code, message: `The request could not be read: ${error.message}` }] });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const record = requestRecord(clock.now(), request.method, path, request.body);
    requests.add(record);
    record.status = 404;
    const message = `There is no ${request.method} ${path}. (This is a stand-in.)`;
    reply.code(404).send({ errors: [{ code: 'notFound', message }] });
  });

  const answerApi = async (request: FastifyRequest): Promise<Answer> => {
    const { authorization } = request.headers;
    return options.answer({
      body: request.body,
      authorization,
      isDryRun: request.headers['x-runware-dry-run'] === '1',
    });
  };

  app.post('/v1', async (request, reply) => {
    const record = requestRecord(clock.now(), 'POST', '/v1', request.body);
    requests.add(record);
    const fault = faults.take(({ taskType }) =>
      taskType === undefined ? !isAboutTheAccount(record.taskTypes) : record.taskTypes.includes(taskType),
    );
    record.fault = fault?.kind;

    tellHit(fault, 'before', record);
    if (fault?.kind === 'slow' && fault.when === 'before') await clock.sleep(fault.delayMs ?? 0, signal);
    const right = !fault || sparesEffect(fault) ? await answerApi(request) : undefined;
    tellHit(fault, 'after', record);
    reply.raw.once('finish', () => tellHit(fault, 'answered', record));
    if (fault?.kind === 'slow' && fault.when === 'after') await clock.sleep(fault.delayMs ?? 0, signal);

    if (fault) record.status = breakAnswer(reply, fault, right, errorBodyOf);
    else if (right) record.status = send(reply, right);
    return reply;
  });

  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split('?')[0] ?? '';
    const record = requestRecord(clock.now(), request.method, path);
    requests.add(record);
    const found = files.open(path);
    if (found.kind !== 'file') {
      record.status = found.kind === 'expired' ? settings.deadLinkStatus : 404;
      return reply.code(record.status).type('text/plain').send('Stand-in: there is nothing behind this link.');
    }
    const fault = path.startsWith('/audio/') ? linkFaults.take() : undefined;
    record.fault = fault?.kind;
    fault?.onHit?.(record);
    await serveFile(reply, found.file, fault, { clock, deadStatus: settings.deadLinkStatus, signal });
    record.status = reply.statusCode;
    return reply;
  };
  app.get('/audio/*', serve);
  app.get('/media/*', serve);
}

function send(reply: FastifyReply, { status, body }: Answer): number {
  reply.code(status).send(body);
  return status;
}

const CODES: Readonly<Record<number, string>> = {
  408: 'timeout',
  429: 'rateLimitExceeded',
  500: 'internalServerError',
  503: 'serviceUnavailable',
  504: 'timeout',
};

function errorBodyOf(status: number): unknown {
  const { code, message } = knownProblem(CODES[status] ?? 'internalServerError');
  return { errors: [{ code, message }] };
}

/** Bots ask these now and then: a fault that does not name them is for something else. */
function isAboutTheAccount(taskTypes: readonly string[]): boolean {
  return taskTypes.length > 0 && taskTypes.every((type) => type === 'ping' || type === 'accountManagement');
}
