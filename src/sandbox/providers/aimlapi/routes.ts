import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { BoundedList } from '../shared/bounded-list.ts';
import { breakAnswer } from '../shared/break-answer.ts';
import type { ExpiringFiles } from '../shared/expiring-files.ts';
import type { TakenFaults } from '../shared/faults.ts';
import { type HttpFault, sparesEffect, tellHit } from '../shared/http-fault.ts';
import { type LinkFault, serveFile } from '../shared/serve-file.ts';
import type { AimlapiAnswer, Endpoint } from './answer.ts';
import { type ApiRequest, errorAnswer } from './api.ts';
import { aimlapiMessages, type Problem, problemOf } from './problem.ts';
import { loggedBody, pathOf, readRequest, requestIdOf } from './read-request.ts';
import { type RequestRecord, requestRecord } from './request-log.ts';
import { resultFolders } from './result-files.ts';
import type { AimlapiSettings } from './settings.ts';

/** A fault of the API; without an endpoint it strikes any request. */
export interface AimlapiFault extends HttpFault {
  endpoint?: Endpoint;
  /** In place of the message that goes with a status. */
  message?: string;
}

export interface RoutesOptions {
  clock: Clock;
  settings: AimlapiSettings;
  answer(request: ApiRequest): Promise<AimlapiAnswer>;
  files: ExpiringFiles;
  faults: TakenFaults<AimlapiFault>;
  linkFaults: TakenFaults<LinkFault>;
  requests: BoundedList<RequestRecord>;
  maximumBodyBytes: number;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

const ENDPOINTS: readonly (readonly [Endpoint, 'GET' | 'POST', string])[] = [
  ['submit', 'POST', '/v2/generate/audio'],
  ['poll', 'GET', '/v2/generate/audio'],
  ['preprocess', 'POST', '/v2/generate/audio/preprocess'],
  ['upload', 'POST', '/v2/generate/audio/minimax/upload'],
  ['generate', 'POST', '/v2/generate/audio/minimax/generate'],
  ['models', 'GET', '/v1/models'],
];

/** The paths of AI/ML API and of its file host on one server, with the faults at their door. */
export function registerRoutes(app: FastifyInstance, options: RoutesOptions): void {
  app.register(multipart, { limits: { fileSize: options.maximumBodyBytes } });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ server: 'sandbox (a stand-in for AI/ML API)', 'x-request-id': randomUUID() });
    const clientId = request.headers['x-client-request-id'];
    if (isEchoed(clientId)) reply.header('x-client-request-id', clientId);
  });
  registerErrors(app, options);
  for (const [endpoint, method, url] of ENDPOINTS) {
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const asked = await readRequest(endpoint, request, reply);
      await answerOrBreak(asked, request.headers['x-client-request-id'], reply, options);
      return reply;
    };
    app.route({ method, url, exposeHeadRoute: false, handler });
  }
  registerFileHost(app, options);
}

/** What no endpoint could answer has the same envelope as what one refuses. */
function registerErrors(app: FastifyInstance, { clock, settings }: RoutesOptions): void {
  const refuse = (request: FastifyRequest, reply: FastifyReply, problem: Problem): void => {
    send(reply, errorAnswer(problem, { path: pathOf(request), requestId: requestIdOf(reply), clock }, settings));
  };
  app.setNotFoundHandler((request, reply) => {
    refuse(request, reply, problemOf(404, `Cannot ${request.method} ${pathOf(request)}`));
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    refuse(
      request,
      reply,
      problemOf(status, status === 400 ? `${aimlapiMessages.badBody}\n${error.message}` : undefined),
    );
  });
}

async function answerOrBreak(
  asked: ApiRequest,
  clientRequestId: unknown,
  reply: FastifyReply,
  { clock, settings, answer, faults, requests, signal }: RoutesOptions,
): Promise<void> {
  const record = requestRecord({ ...asked, at: clock.now(), clientRequestId, body: loggedBody(asked) });
  requests.add(record);
  const fault = faults.take(
    ({ endpoint }) => endpoint === asked.endpoint || (endpoint === undefined && asked.endpoint !== 'models'),
  );
  record.fault = fault?.kind;
  if (!fault) {
    record.status = send(reply, await answer(asked));
    return;
  }
  tellHit(fault, 'before', record);
  reply.raw.once('finish', () => tellHit(fault, 'answered', record));
  const pauseAt = (when: HttpFault['when']) =>
    fault.kind === 'slow' && fault.when === when ? clock.sleep(fault.delayMs ?? 0, signal) : undefined;
  await pauseAt('before');
  const right = sparesEffect(fault) ? await answer(asked) : undefined;
  tellHit(fault, 'after', record);
  await pauseAt('after');
  if (right && (fault.kind === 'slow' || fault.kind === 'none')) {
    record.status = send(reply, right);
    return;
  }
  const wrong = errorAnswer(problemOf(Number(fault.kind) || 500, fault.message), { ...asked, clock }, settings);
  // They belong to a status only: every other kind brings headers of its own or never gets that far.
  if (/^\d+$/.test(fault.kind)) reply.headers(wrong.headers ?? {});
  record.status = breakAnswer(reply, fault, right, () => wrong.body);
}

function registerFileHost(app: FastifyInstance, { clock, files, linkFaults, requests, signal }: RoutesOptions): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const record = requestRecord({ at: clock.now(), method: request.method, path: pathOf(request) });
    requests.add(record);
    const found = files.open(request.url);
    if (found.kind !== 'file') {
      record.status = 403;
      const why = found.kind === 'expired' ? 'has expired' : 'has no signature that fits';
      return reply.code(403).type('text/plain').send(`Stand-in: this link ${why}.`);
    }
    const fault = linkFaults.take();
    record.fault = fault?.kind;
    fault?.onHit?.(record);
    await serveFile(reply, found.file, fault, { clock, deadStatus: 403, signal });
    record.status = reply.statusCode;
    return reply;
  };
  for (const folder of resultFolders) app.get(`${folder}/*`, serve);
}

function send(reply: FastifyReply, { status, body, headers = {} }: AimlapiAnswer): number {
  reply.code(status).headers(headers).send(body);
  return status;
}

/** Others are dropped without a word. */
function isEchoed(clientId: unknown): clientId is string {
  return typeof clientId === 'string' && /^[\w.:-]{1,128}$/.test(clientId);
}
