import type { FaultOptions } from '../../src/sandbox/discord/faults.ts';
import type { LoggedRequest } from '../../src/sandbox/discord/request-log.ts';
import type { HttpFaultKind } from '../../src/sandbox/providers/shared/http-fault.ts';
import type { LinkFaultKind } from '../../src/sandbox/providers/shared/serve-file.ts';
import type { Point } from './points.ts';
import type { Stage } from './world.ts';

/** What is to happen to the next request at a point. */
export interface Trap {
  point: Point;
  /** As the sandbox calls it. */
  fault: string;
  when: 'before' | 'after' | 'answered';
  /** Told at this very moment; `words` is all that the request says: its address and its body. */
  onHit(words: string): void;
}

export interface Armed {
  remove(): void;
}

type DiscordPlace = Pick<FaultOptions, 'method' | 'route' | 'fits'>;

const POSTS = { method: 'POST', route: '/channels/:id/messages' } as const;

const DISCORD_PLACES: Readonly<Record<string, DiscordPlace>> = {
  'discord.answer': { method: 'POST', route: '/interactions/:id/:token/callback' },
  'discord.edit': { method: 'PATCH', route: '/webhooks/:id/:token/messages/@original' },
  'discord.song': { method: 'GET', route: '/ephemeral-attachments/:folder/:attachmentId/:filename' },
  'discord.check': { method: 'GET', route: /^\/(guilds\/\d+(\/members\/\d+)?|channels\/\d+)$/ },
  'discord.post': { ...POSTS, fits: ({ files }) => files.length > 0 },
  'discord.tell': { ...POSTS, fits: ({ files }) => files.length === 0 },
  'discord.find': { method: 'GET', route: '/channels/:id/messages' },
};

const RUNWARE_TASKS = {
  'runware.upload': 'mediaStorage',
  'runware.paid': 'audioInference',
  'runware.poll': 'getResponse',
};
const AIMLAPI_ENDPOINTS = {
  'aimlapi.preprocess': 'preprocess',
  'aimlapi.paid': 'submit',
  'aimlapi.poll': 'poll',
} as const;
const MINIMAX_ENDPOINTS = { 'minimax.preprocess': 'preprocess', 'minimax.paid': 'music' } as const;

/** In real seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Of a slow one, in real milliseconds: within the three seconds that Discord gives a first answer. */
const SLOW_MS = 2_000;
/** A page of something between the bot and Discord. */
const FOREIGN = { status: 403, body: 'page' } as const;

/** Of what is posted in a slow channel, in real milliseconds: more than half a minute of the sandbox's time. */
const SLOW_CHANNEL_MS = 2_000;

/** Lets everything that is posted in a channel hang, or be slow, until it is removed. */
export function armChannel(
  { discord }: Stage,
  { channelId, fault, onHit }: { channelId: string; fault: 'hang' | 'slow'; onHit(words: string): void },
): Armed {
  return discord.faults.add({
    ...POSTS,
    kind: fault,
    when: 'before',
    fits: ({ path }) => path === `/channels/${channelId}/messages`,
    onHit: ({ path, body }: LoggedRequest) => onHit(`${path} ${JSON.stringify(body)}`),
    ...(fault === 'slow' && { delayMs: SLOW_CHANNEL_MS }),
  });
}

/** Lays a trap for one request. */
export function arm({ discord, runware, aimlapi, minimax }: Stage, { point, fault, when, onHit }: Trap): Armed {
  const isStatus = /^\d+$/.test(fault);
  const wait = isStatus && fault === '429' ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {};
  const onProviderHit = ({ path, body }: { path: string; body: unknown }) => onHit(`${path} ${JSON.stringify(body)}`);
  const common = { kind: fault as HttpFaultKind, when, times: 1, onHit: onProviderHit, ...wait };
  const link = { kind: fault as LinkFaultKind, times: 1, onHit: onProviderHit };

  const place = DISCORD_PLACES[point];
  if (place) {
    return discord.faults.add({
      ...place,
      ...wait,
      ...(fault === 'slow' && { delayMs: SLOW_MS }),
      ...(fault === 'foreign' && { foreign: FOREIGN }),
      kind: fault as FaultOptions['kind'],
      when,
      times: 1,
      onHit: ({ path, body }: LoggedRequest) => onHit(`${path} ${JSON.stringify(body)}`),
    });
  }
  switch (point) {
    case 'runware.upload':
    case 'runware.paid':
    case 'runware.poll':
      return runware.faults.add({ ...common, taskType: RUNWARE_TASKS[point] });
    case 'aimlapi.preprocess':
    case 'aimlapi.paid':
    case 'aimlapi.poll':
      return aimlapi.faults.add({ ...common, endpoint: AIMLAPI_ENDPOINTS[point] });
    case 'minimax.preprocess':
    case 'minimax.paid':
      return minimax.faults.add({ ...common, endpoint: MINIMAX_ENDPOINTS[point] });
    case 'runware.result':
      return runware.linkFaults.add(link);
    case 'aimlapi.result':
      return aimlapi.linkFaults.add(link);
    default:
      throw new Error(`nobody knows where ${point} is`);
  }
}
