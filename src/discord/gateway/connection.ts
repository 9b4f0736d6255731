import { type Dispatcher, WebSocket } from 'undici';
import type { Logger } from '../../logger.ts';
import { type Ending, endingOf, helloSchema, Opcode, type Packet, readPacket } from './packets.ts';

export interface ConnectionOptions {
  url: string;
  /** The way to it; a proxy, where the operator has one. */
  dispatcher: Dispatcher;
  /** What opens or resumes a session. Resolves when it may be sent; where it rejects, the connection ends. */
  greeting(signal: AbortSignal): Promise<object>;
  /** Of the last event, for heartbeats; null before the first. */
  sequence(): number | null;
  /** Gets each event. True once the session stands. */
  onEvent(packet: Packet): boolean;
  /** In [0, 1). */
  random(): number;
  log: Logger;
  /** Ends the connection, and with it the session. */
  signal: AbortSignal;
}

/** To reach the gateway and be greeted. */
const HELLO_MS = 30_000;
/** From our greeting to READY or RESUMED, with all that is sent again in between. */
const READY_MS = 60_000;
/** Any code but 1000 and 1001 keeps the session. */
const KEEP_SESSION = 4_900;
const END_SESSION = 1_000;

/** One WebSocket connection to the gateway, from its beginning to its end. Never rejects, whatever is sent. */
export function connect(options: ConnectionOptions): Promise<Ending> {
  const { signal, log } = options;
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const over = new AbortController();
  const socket = new WebSocket(options.url, { dispatcher: options.dispatcher });

  /** Does not wait for the other side's goodbye: it may be gone. */
  const end = (ending: Ending, closeCode?: number) => {
    if (over.signal.aborted) return;
    over.abort();
    deadline.clear();
    pulse.stop();
    if (closeCode !== undefined) socket.close(closeCode);
    resolve(ending);
  };
  const send = (op: number, d: unknown) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ op, d }));
  };
  const deadline = createDeadline(() => end({ next: 'resume' }, KEEP_SESSION));
  const pulse = createPulse({
    beat: () => send(Opcode.heartbeat, options.sequence()),
    onSilence: () => end({ next: 'resume' }, KEEP_SESSION),
    random: options.random,
  });

  const greet = async () => {
    const greeting = await options.greeting(over.signal);
    deadline.set(READY_MS);
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(greeting));
  };
  /** Discord would wait for a greeting that does not come; the next connection asks for one again. */
  const cannotGreet = (err: unknown) => {
    if (over.signal.aborted) return;
    log.warn({ err }, 'no session could be asked for at the gateway');
    end({ next: 'resume' }, KEEP_SESSION);
  };
  const receive = (packet: Packet) => {
    switch (packet.op) {
      case Opcode.hello:
        deadline.clear();
        pulse.start(helloSchema.parse(packet.d).heartbeat_interval);
        greet().catch(cannotGreet);
        return;
      case Opcode.dispatch:
        if (options.onEvent(packet)) deadline.clear();
        return;
      case Opcode.heartbeat:
        return pulse.beatNow();
      case Opcode.heartbeatAck:
        return pulse.acknowledge();
      case Opcode.reconnect:
        return end({ next: 'resume' }, KEEP_SESSION);
      case Opcode.invalidSession:
        return end({ next: packet.d === true ? 'resume' : 'identify' }, KEEP_SESSION);
    }
  };
  const unreadable = (error: unknown, packet?: Packet) => {
    const reason = error instanceof Error ? error.name : 'unknown';
    log.warn({ reason, op: packet?.op, event: packet?.t?.slice(0, 40) }, 'gateway message of an unknown shape');
  };

  deadline.set(HELLO_MS);
  const listening = { signal: over.signal };
  socket.addEventListener(
    'message',
    ({ data }) => {
      const packet = readPacket(data);
      if (!packet) return unreadable(new TypeError());
      try {
        receive(packet);
      } catch (error) {
        unreadable(error, packet);
      }
    },
    listening,
  );
  socket.addEventListener('error', ({ error, message }) => {
    if (!over.signal.aborted) log.warn({ reason: reasonOf(error, message) }, 'a gateway connection failed');
  });
  socket.addEventListener('close', ({ code }) => end(endingOf(code)), listening);
  signal.addEventListener('abort', () => end({ next: 'identify' }, END_SESSION), listening);
  return promise;
}

function createDeadline(onPassed: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const clear = () => clearTimeout(timer);
  return {
    clear,
    set(ms: number) {
      clear();
      timer = setTimeout(onPassed, ms);
    },
  };
}

/** Heartbeats: the first somewhere within the first interval, so that not all bots beat at once after an outage. */
function createPulse({
  beat,
  onSilence,
  random,
}: {
  beat(): void;
  /** The last one was not acknowledged: the connection is dead. */
  onSilence(): void;
  random(): number;
}) {
  let timer: NodeJS.Timeout | undefined;
  let isAcknowledged = true;
  const beatNow = () => {
    isAcknowledged = false;
    beat();
  };
  const next = (inMs: number, intervalMs: number) => {
    timer = setTimeout(() => {
      if (!isAcknowledged) return onSilence();
      beatNow();
      next(intervalMs, intervalMs);
    }, inMs);
  };
  return {
    beatNow,
    start(intervalMs: number) {
      clearTimeout(timer);
      next(intervalMs * random(), intervalMs);
    },
    acknowledge() {
      isAcknowledged = true;
    },
    stop: () => clearTimeout(timer),
  };
}

/** The name of what failed; never an address with what stands in it. */
function reasonOf(error: unknown, message: string): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return (cause instanceof Error ? cause.message : message).slice(0, 200);
}
