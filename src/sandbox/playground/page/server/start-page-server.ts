import multipart from '@fastify/multipart';
import websocket from '@fastify/websocket';
import fastify, { type FastifyRequest } from 'fastify';
import type { UploadedFile } from '../../../discord/types.ts';
import type { Stage } from '../../whole-sandbox.ts';
import type { Cast, Person } from '../cast.ts';
import type { Sample } from '../samples.ts';
import { actSchema, controlSchema } from './act-schema.ts';
import { guardAgainstOtherPages } from './guard.ts';
import { createLive } from './live.ts';
import { createLocalMedia } from './local-media.ts';
import { createMessageWire } from './message-wire.ts';
import type { Panel } from './panel.ts';
import { createPerform } from './perform.ts';
import { registerStaticFiles } from './static-files.ts';
import { worldFor } from './world-wire.ts';

/** What a member with every subscription may send to Discord, so that the stand-in is the one that refuses. */
const MOST_BYTES = 110_000_000;

export interface PageServerOptions {
  stage: Stage;
  cast: Cast;
  samples: readonly Sample[];
  panel: Panel;
  /** 0 takes any free one. */
  port: number;
}

export interface PageServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the page on loopback: its files, what people do, and what they see, live. */
export async function startPageServer({ stage, cast, samples, panel, port }: PageServerOptions): Promise<PageServer> {
  const { discord, clock } = stage;
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 1_000 } });
  const media = createLocalMedia(discord.origin);
  const messages = createMessageWire({ discord, media });
  const worldOf = (person: Person) => worldFor(person, { discord, cast, samples });
  const live = createLive({ discord, clock, messages, worldOf, panel: panel.show });
  const perform = createPerform({
    discord,
    samples,
    noteCommand({ interactionId }, command) {
      messages.noteCommand(interactionId, command);
      live.showAgain(interactionId);
    },
  });
  let listeningPort = port;
  const personOf = (request: FastifyRequest): Person | undefined => {
    const { as } = request.query as { as?: string };
    return cast.people.find(({ id }) => id === as) ?? (as === undefined ? cast.people[0] : undefined);
  };

  guardAgainstOtherPages(app, () => listeningPort);
  await app.register(multipart, { limits: { fileSize: MOST_BYTES, fieldSize: MOST_BYTES, files: 10 } });
  await app.register(websocket);
  registerStaticFiles(app);
  media.register(app);

  app.get('/live', { websocket: true }, (socket, request) => {
    const person = personOf(request);
    if (person) live.open(socket, person);
    else socket.close();
  });

  app.post('/act', async (request, reply) => {
    const person = personOf(request);
    const { act, files } = await readAct(request);
    const parsed = actSchema.safeParse(act);
    if (!person || !parsed.success) return reply.code(400).send({ error: 'not an act' });
    return perform(person, parsed.data, files);
  });

  app.post('/control', async (request, reply) => {
    const parsed = controlSchema.safeParse(request.body);
    if (!parsed.success) return reply.code(400).send({ error: 'not a control' });
    await panel.control(parsed.data);
    return panel.show();
  });

  app.get('/samples/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const sample = samples.find((candidate) => candidate.id === id);
    return sample ? reply.type('audio/mpeg').send(Buffer.from(await sample.data())) : reply.callNotFound();
  });

  const close = async () => {
    live.close();
    await app.close();
  };
  await app.listen({ host: '127.0.0.1', port }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const address = app.server.address();
  listeningPort = typeof address === 'object' && address ? address.port : port;

  return { url: `http://127.0.0.1:${listeningPort}/`, close };
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
