import { createHash } from 'node:crypto';
import type { WebSocket } from '@fastify/websocket';
import {
  CLEAN_CLOSES,
  close,
  decode,
  HEARTBEAT_MS,
  identifySchema,
  isExpired,
  isLost,
  isOnShard,
  op,
  PRIVILEGED_INTENTS,
  push,
  readyData,
  refuse,
  refuseUnlessAccepted,
  resumeSchema,
  type Session,
  send,
} from './gateway-protocol.ts';
import type { World } from './records.ts';
import type { Json } from './types.ts';

/** What tests may do to the gateway and count on it. */
export interface GatewayControl {
  /** Cuts all connections without a word; sessions can be resumed. */
  drop(): void;
  /** Sends op 7. */
  requestReconnect(): void;
  /** Sends op 9; not resumable ones are forgotten. */
  invalidate(options?: { resumable?: boolean }): void;
  /** Sends each session its last so many events once more, as may happen around a reconnect. */
  replay(count: number): void;
  /** Sends each session a text in place of a message, of whatever shape. */
  sendText(text: string): void;
  /** Sends something else in place of each event's data from now on; as it is again without a change. */
  distort(change?: (event: string, data: Json) => unknown): void;
  /** Closes every connection with this code, those to come as soon as they identify. */
  refuseAll(code: number): void;
  /** Acknowledges no heartbeat from now on, as a connection that has died unnoticed. */
  ignoreHeartbeats(): void;
  readonly identifies: number;
  readonly resumes: number;
  connected(): boolean;
  /** Resolves once a bot is connected and has been sent READY or RESUMED. */
  whenReady(): Promise<void>;
}

export interface Gateway extends GatewayControl {
  accept(socket: WebSocket): void;
  /** Sends an event to the shards of a guild that have its intent, where it needs one; direct messages belong to shard 0. */
  dispatch(event: string, data: Json, guildId: string | undefined, intent?: number): void;
  close(): void;
}

export function createGateway({ world, token }: { world: World; token: string }): Gateway {
  const sessions = new Map<string, Session>();
  const sockets = new Set<WebSocket>();
  const whenReady = new Set<() => void>();
  let identifies = 0;
  let resumes = 0;
  let isDeaf = false;
  let refusal: number | undefined;
  let distorted = (_: string, data: Json): unknown => data;

  const live = () => [...sessions.values()].filter(({ socket }) => socket !== undefined);

  const detach = (session: Session) => {
    session.socket = undefined;
    session.lostAt = world.clock.now();
  };

  const attach = (session: Session, socket: WebSocket) => {
    session.socket?.terminate();
    session.socket = socket;
    socket.once('close', (code) => {
      if (session.socket !== socket) return;
      detach(session);
      if (CLEAN_CLOSES.has(code)) sessions.delete(session.id);
    });
  };

  const ready = () => {
    for (const resolve of whenReady) resolve();
    whenReady.clear();
  };

  const identify = (socket: WebSocket, data: unknown): Session | undefined => {
    const parsed = identifySchema.safeParse(data);
    if (!parsed.success) return refuse(socket, close.decodeError);
    const { shard, intents } = parsed.data;
    if (parsed.data.token !== token) return refuse(socket, close.authenticationFailed);
    if (shard[0] < 0 || shard[0] >= shard[1]) return refuse(socket, close.invalidShard);
    if (intents & PRIVILEGED_INTENTS) return refuse(socket, close.disallowedIntents);
    identifies += 1;
    const id = createHash('md5').update(`session ${world.nextId()}`).digest('hex');
    const session: Session = { id, shard, intents, sequence: 0, sent: [], socket: undefined, lostAt: 0 };
    sessions.set(id, session);
    attach(session, socket);
    push(session, 'READY', readyData(world, session));
    ready();
    return session;
  };

  const resume = (socket: WebSocket, data: unknown): Session | undefined => {
    const parsed = resumeSchema.safeParse(data);
    if (!parsed.success) return refuse(socket, close.decodeError);
    if (parsed.data.token !== token) return refuse(socket, close.authenticationFailed);
    const { session_id: id, seq } = parsed.data;
    const session = sessions.get(id);
    if (!session || isExpired(session, seq, world.clock.now())) {
      sessions.delete(id);
      send(socket, { op: op.invalidSession, d: false, s: null, t: null });
      return undefined;
    }
    if (seq > session.sequence) return refuse(socket, close.invalidSequence);
    resumes += 1;
    attach(session, socket);
    for (const { sequence, text } of session.sent) if (sequence > seq) socket.send(text);
    push(session, 'RESUMED', { _trace: [] });
    ready();
    return session;
  };

  const openingOf = (opcode: number) => (opcode === op.identify ? identify : opcode === op.resume ? resume : undefined);

  return {
    accept(socket) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      let session: Session | undefined;
      send(socket, { op: op.hello, d: { heartbeat_interval: HEARTBEAT_MS, _trace: [] }, s: null, t: null });
      socket.on('message', (raw) => {
        const packet = decode(raw);
        if (!packet) return refuse(socket, close.decodeError);
        if (packet.op === op.heartbeat) return isDeaf ? undefined : acknowledge(socket);
        const opening = openingOf(packet.op);
        if (opening && refusal !== undefined) return refuse(socket, refusal);
        if (!opening) return refuseUnlessAccepted(socket, session, packet.op);
        if (session) return refuse(socket, close.alreadyAuthenticated);
        session = opening(socket, packet.d);
        return undefined;
      });
    },
    dispatch(event, data, guildId, intent = 0) {
      for (const session of sessions.values()) if (isLost(session, world.clock.now())) sessions.delete(session.id);
      const targets = [...sessions.values()].filter(
        ({ shard, intents }) => isOnShard(shard, guildId) && (intents & intent) === intent,
      );
      for (const session of targets) push(session, event, distorted(event, data));
    },
    drop() {
      for (const session of live()) {
        session.socket?.terminate();
        detach(session);
      }
    },
    requestReconnect() {
      for (const { socket } of live()) if (socket) send(socket, { op: op.reconnect, d: null, s: null, t: null });
    },
    invalidate({ resumable = false } = {}) {
      for (const { id, socket } of live()) {
        if (socket) send(socket, { op: op.invalidSession, d: resumable, s: null, t: null });
        if (!resumable) sessions.delete(id);
      }
    },
    replay(count) {
      for (const { socket, sent } of live()) for (const { text } of sent.slice(-count)) socket?.send(text);
    },
    sendText(text) {
      for (const { socket } of live()) socket?.send(text);
    },
    refuseAll(code) {
      refusal = code;
      for (const { socket } of live()) socket?.close(code);
    },
    ignoreHeartbeats() {
      isDeaf = true;
    },
    distort(change = (_, data) => data) {
      distorted = change;
    },
    get identifies() {
      return identifies;
    },
    get resumes() {
      return resumes;
    },
    connected: () => live().length > 0,
    whenReady: () => (live().length > 0 ? Promise.resolve() : new Promise((resolve) => whenReady.add(resolve))),
    close() {
      for (const socket of sockets) socket.terminate();
      sessions.clear();
    },
  };
}

function acknowledge(socket: WebSocket): undefined {
  return send(socket, { op: op.heartbeatAck, d: null, s: null, t: null });
}
