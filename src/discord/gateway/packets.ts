import { z } from 'zod';
import { snowflakeSchema } from '../snowflake.ts';

/** What the gateway's messages are about (Discord's documentation, "Gateway Opcodes"). */
export const Opcode = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const packetSchema = z.object({
  op: z.number(),
  d: z.unknown(),
  s: z.number().nullish(),
  t: z.string().nullish(),
});

export type Packet = z.output<typeof packetSchema>;

export const helloSchema = z.object({ heartbeat_interval: z.number().min(1_000).max(600_000) });

/** READY, as far as the bot needs it. */
export const readySchema = z.object({
  session_id: z.string().min(1),
  resume_gateway_url: z.url({ protocol: /^wss?$/ }),
  user: z.object({
    id: snowflakeSchema,
    username: z.string().max(100).catch(''),
    discriminator: z.string().max(4).catch('0'),
  }),
  application: z.object({ id: snowflakeSchema }),
  /** Those of this shard, whatever else is said of them; undefined where they cannot be read. */
  guilds: z
    .array(z.object({ id: snowflakeSchema }))
    .optional()
    .catch(undefined),
});

/** What READY says of the bot and its servers. */
export interface ReadyFacts {
  botId: string;
  applicationId: string;
  /** As Discord shows it to people: `Coverband#1234`, or without a number where it has none. */
  botName: string;
  guildIds: readonly string[] | undefined;
}

export function readyFacts({ user, application, guilds }: z.output<typeof readySchema>): ReadyFacts {
  const hasNumber = /^0*[1-9]\d*$/.test(user.discriminator);
  return {
    botId: user.id,
    applicationId: application.id,
    botName: hasNumber ? `${user.username}#${user.discriminator}` : user.username,
    guildIds: guilds?.map(({ id }) => id),
  };
}

/** `GET /gateway/bot`. */
export const gatewayInfoSchema = z.object({
  url: z.url({ protocol: /^wss?$/ }),
  shards: z.number().int().min(1),
  session_start_limit: z.object({
    remaining: z.number(),
    /** In milliseconds. */
    reset_after: z.number(),
    max_concurrency: z.number().int().min(1),
  }),
});

/** One message of the gateway; undefined where it is none that anybody could read. Never throws. */
export function readPacket(data: unknown): Packet | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return packetSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

/** How a connection ended, and so what the next one does. */
export type Ending =
  /** The session goes on; what was missed is sent again. */
  | { next: 'resume' }
  /** A session of its own; what was missed is lost. */
  | { next: 'identify' }
  /** Discord wants no other connection like this one. */
  | { next: 'none'; code: number };

/** Session unknown, wrong sequence, session timed out: nothing to go on with. */
const SESSION_LOST = new Set([1000, 1001, 4003, 4007, 4009]);
/** Refused token, wrong shard, sharding needed, wrong version, wrong or forbidden intents. */
const REFUSED = new Set([4004, 4010, 4011, 4012, 4013, 4014]);

export function endingOf(closeCode: number): Ending {
  if (REFUSED.has(closeCode)) return { next: 'none', code: closeCode };
  return { next: SESSION_LOST.has(closeCode) ? 'identify' : 'resume' };
}

/** Discord's code for a refused token. */
export const TOKEN_REFUSED = 4004;
