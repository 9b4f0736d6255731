import type { WebSocket } from '@fastify/websocket';
import { z } from 'zod';
import { lifetimes } from './limits.ts';
import type { World } from './records.ts';
import { userJson } from './serialise.ts';
import type { Json } from './types.ts';

export const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voiceState: 4,
  resume: 6,
  reconnect: 7,
  requestMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

export const close = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSequence: 4007,
  invalidShard: 4010,
  disallowedIntents: 4014,
} as const;

/** For what happens to servers, their roles and channels. */
export const GUILDS_INTENT = 1 << 0;

/** GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT: the stand-in's application was granted none. */
export const PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15);
export const HEARTBEAT_MS = 41_250;
const LONGEST_PAYLOAD_BYTES = 4096;
const MOST_REPLAYED = 1000;
export const CLEAN_CLOSES = new Set([1000, 1001]);

export const packetSchema = z.object({ op: z.number().int(), d: z.unknown().optional() });
export const identifySchema = z.object({
  token: z.string(),
  intents: z.number().int(),
  shard: z.tuple([z.number().int(), z.number().int()]).default([0, 1]),
});
export const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.number().int() });

export interface Session {
  id: string;
  shard: [number, number];
  /** Bits of what the bot wants to be told. */
  intents: number;
  sequence: number;
  /** What was dispatched, for RESUME. */
  sent: { sequence: number; text: string }[];
  socket: WebSocket | undefined;
  lostAt: number;
}

export function refuse(socket: WebSocket, code: number): undefined {
  socket.close(code);
  return undefined;
}

export function refuseUnlessAccepted(socket: WebSocket, session: Session | undefined, opcode: number): undefined {
  if (!session) return refuse(socket, close.notAuthenticated);
  const isAccepted = opcode === op.presence || opcode === op.voiceState || opcode === op.requestMembers;
  return isAccepted ? undefined : refuse(socket, close.unknownOpcode);
}

export function send(socket: WebSocket, packet: Json): undefined {
  socket.send(JSON.stringify(packet));
  return undefined;
}

export function push(session: Session, event: string, data: unknown): void {
  session.sequence += 1;
  const text = JSON.stringify({ op: op.dispatch, t: event, s: session.sequence, d: data });
  if (event !== 'RESUMED') session.sent.push({ sequence: session.sequence, text });
  if (session.sent.length > MOST_REPLAYED) session.sent.shift();
  session.socket?.send(text);
}

export function readyData(world: World, session: Session): Json {
  const guilds = [...world.guilds.values()]
    .filter((guild) => guild.members.has(world.bot.id) && isOnShard(session.shard, guild.id))
    .map(({ id }) => ({ id, unavailable: true }));
  return {
    v: 10,
    user: { ...userJson(world.bot), verified: true, mfa_enabled: false, email: null, flags: 0 },
    guilds,
    session_id: session.id,
    resume_gateway_url: gatewayUrl(world),
    session_type: 'normal',
    shard: session.shard,
    application: { id: world.applicationId, flags: 0 },
    private_channels: [],
    relationships: [],
    user_settings: {},
    _trace: [],
  };
}

export function gatewayUrl(world: World): string {
  return `${world.origin.replace('http', 'ws')}/gateway`;
}

export function isOnShard([shard, count]: [number, number], guildId: string | undefined): boolean {
  return guildId === undefined ? shard === 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)) === shard;
}

export function isExpired(session: Session, seq: number, now: number): boolean {
  const oldest = session.sent[0]?.sequence ?? 1;
  return isLost(session, now) || seq + 1 < oldest;
}

/** Nobody can resume it any more. */
export function isLost({ socket, lostAt }: Session, now: number): boolean {
  return socket === undefined && now - lostAt > lifetimes.resume;
}

export function decode(raw: unknown): z.output<typeof packetSchema> | undefined {
  const text = String(raw);
  if (Buffer.byteLength(text) > LONGEST_PAYLOAD_BYTES) return undefined;
  try {
    return packetSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
