import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { BoundedList } from '../shared/bounded-list.ts';
import type { Answer } from '../shared/http-fault.ts';
import type { ApiRequest } from './api.ts';
import { isObject } from './check-field.ts';
import { type RequestRecord, requestRecord } from './request-log.ts';
import type { RunwareSettings } from './settings.ts';

export interface SocketOptions {
  clock: Clock;
  settings: RunwareSettings;
  apiKey: string;
  answer(request: ApiRequest): Promise<Answer>;
  requests: BoundedList<RequestRecord>;
  maximumBodyBytes: number;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

type Frame = Record<string, unknown>;

/** `GET /v1` as a WebSocket: the same tasks as over HTTP, each answered in its own time, once one of them has shown the key. */
export function registerSocket(app: FastifyInstance, options: SocketOptions): void {
  app.register(async (scope) => {
    const sockets = new Set<WebSocket>();
    await scope.register(websocket, {
      options: { maxPayload: options.maximumBodyBytes },
      preClose(done) {
        for (const socket of sockets) socket.terminate();
        done();
      },
    });
    scope.get('/v1', { websocket: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      serveSocket(socket, options);
    });
  });
}

function serveSocket(socket: WebSocket, { clock, settings, apiKey, answer, requests, signal }: SocketOptions): void {
  let isKnown = false;
  let heardAt = clock.monotonic();
  const gone = new AbortController();
  socket.once('close', () => gone.abort(new Error('the socket was closed')));

  const send = ({ body }: Answer) => {
    heardAt = clock.monotonic();
    if (socket.readyState !== socket.OPEN) return;
    for (const frame of framesOf(body as Frame, settings)) socket.send(JSON.stringify(frame));
  };

  const answerTasks = async (tasks: unknown): Promise<Answer> =>
    await answer({ body: tasks, authorization: isKnown ? `Bearer ${apiKey}` : undefined, isDryRun: false });

  const take = async (text: string): Promise<void> => {
    const tasks = parsed(text);
    const record = requestRecord(clock.now(), 'WS', '/v1', tasks);
    requests.add(record);
    const [first, ...others] = Array.isArray(tasks) ? tasks : [tasks];
    const isGreeting = isObject(first) && first.taskType === 'authentication';
    if (isGreeting) {
      const greeted = await answerTasks([first]);
      record.status = greeted.status;
      isKnown = greeted.status === 200;
      send(greeted);
    }
    if (!isKnown || !Array.isArray(tasks) || tasks.length === 0) {
      if (isGreeting) return;
      const refused = await answerTasks(tasks);
      record.status = refused.status;
      send(refused);
      return;
    }
    const asked = isGreeting ? others : tasks;
    await Promise.all(
      asked.map(async (task) => {
        const answered = await answerTasks([task]);
        record.status = answered.status;
        send(answered);
      }),
    );
  };

  const closeWhenIdle = async (): Promise<void> => {
    const either = AbortSignal.any([signal, gone.signal]);
    for (;;) {
      const leftMs = heardAt + settings.socketIdleMs - clock.monotonic();
      if (leftMs <= 0) break;
      await clock.sleep(leftMs, either);
    }
    socket.close(1000, 'idle');
  };

  socket.on('message', (data) => {
    heardAt = clock.monotonic();
    // A stand-in that closes breaks off what it has not answered.
    take(String(data)).catch(() => socket.terminate());
  });
  closeWhenIdle().catch(() => undefined);
}

/** An empty acknowledgement is a frame, too. */
function framesOf(body: Frame, { socketFrames, socketErrors }: RunwareSettings): Frame[] {
  if (socketErrors === 'error' && Array.isArray(body.errors)) return [{ error: body.errors[0] }];
  const data = Array.isArray(body.data) ? body.data : [];
  if (socketFrames === 'perTask' || data.length < 2) return [body];
  const { data: _all, ...rest } = body;
  const frames = data.map((item) => ({ data: [item] }));
  return Object.keys(rest).length === 0 ? frames : [...frames, { data: [], ...rest }];
}

/** What is no JSON is answered as whatever else is no array of tasks. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
