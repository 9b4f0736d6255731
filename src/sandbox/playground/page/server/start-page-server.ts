import multipart from '@fastify/multipart';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { UploadedFile } from '../../../discord/types.ts';
import { actSchema, controlSchema } from './act-schema.ts';
import { guardAgainstOtherPages } from './guard.ts';
import { MEDIA_FOLDER } from './local-media.ts';
import { createRoom, type RoomOptions } from './room.ts';
import { registerStaticFiles } from './static-files.ts';

/** What a member with every subscription may send to Discord, so that the stand-in is the one that refuses. */
const MOST_BYTES = 110_000_000;

export interface PageServerOptions {
  room: RoomOptions;
  /** 0 takes any free one. */
  port: number;
  /** How many after it are tried while they are taken; none when not said. */
  portsAfter?: number;
}

export interface PageServer {
  url: string;
  /** Shows another room from now on, to every window that is open. */
  enter(room: RoomOptions): void;
  close(): Promise<void>;
}

/** Serves the page on loopback: its files, what people do, and what they see, live. */
export async function startPageServer({ port, portsAfter = 0, ...options }: PageServerOptions): Promise<PageServer> {
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 1_000 } });
  let room = createRoom(options.room);
  let listeningPort = port;
  const personOf = (request: FastifyRequest) => room.person((request.query as { as?: string }).as);

  guardAgainstOtherPages(app, () => listeningPort);
  await app.register(multipart, { limits: { fileSize: MOST_BYTES, fieldSize: MOST_BYTES, files: 10 } });
  await app.register(websocket);
  registerStaticFiles(app);

  app.get(`${MEDIA_FOLDER}/*`, async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    return room.sendMedia(pathname.slice(MEDIA_FOLDER.length), request.headers.range, reply);
  });

  app.get('/live', { websocket: true }, (socket, request) => {
    const person = personOf(request);
    if (person) room.open(socket, person);
    else socket.close();
  });

  app.post('/act', async (request, reply) => {
    const { perform } = room;
    const person = personOf(request);
    const { act, files } = await readAct(request);
    const parsed = actSchema.safeParse(act);
    if (!person || !parsed.success) return reply.code(400).send({ error: 'not an act' });
    return perform(person, parsed.data, files);
  });

  app.post('/control', async (request, reply) => {
    const parsed = controlSchema.safeParse(request.body);
    if (!parsed.success) return reply.code(400).send({ error: 'not a control' });
    await room.panel.control(parsed.data);
    return room.panel.show();
  });

  app.get('/samples/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const sample = room.samples.find((candidate) => candidate.id === id);
    return sample ? reply.type('audio/mpeg').send(Buffer.from(await sample.data())) : reply.callNotFound();
  });

  const close = async () => {
    room.close();
    await app.close();
  };
  await listen(app, port, portsAfter).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const address = app.server.address();
  listeningPort = typeof address === 'object' && address ? address.port : port;

  return {
    url: `http://127.0.0.1:${listeningPort}/`,
    enter(next) {
      const before = room;
      room = createRoom(next);
      before.leave();
      before.close();
    },
    close,
  };
}

async function listen(app: FastifyInstance, port: number, portsAfter: number): Promise<void> {
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken || portsAfter === 0) throw error;
    await listen(app, port + 1, portsAfter - 1);
  }
}

async function readAct(request: FastifyRequest): Promise<{ act: unknown; files: UploadedFile[] }> {
  const files: UploadedFile[] = [];
  let act: unknown;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      files.push({ name: part.filename, data: await part.toBuffer(), contentType: part.mimetype });
    } else if (part.fieldname === 'act') {
      act = parseJson(String(part.value));
    }
  }
  return { act, files };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
