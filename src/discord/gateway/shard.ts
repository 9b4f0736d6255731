import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { Logger } from '../../logger.ts';
import { connect } from './connection.ts';
import { Opcode, type Packet, type ReadyFacts, readyFacts, readySchema } from './packets.ts';

export interface ShardOptions {
  id: number;
  count: number;
  token: string;
  /** Where a session begins. */
  url: string;
  /** The way to it; a proxy, where the operator has one. */
  dispatcher: Dispatcher;
  /** Resolves when this shard may identify: Discord takes a few in five seconds. Rejects when the signal aborts. */
  identifyTurn(signal: AbortSignal): Promise<void>;
  /** Gets the data of each event by its name. What it throws is logged. */
  onEvent(name: string, data: unknown): void;
  /** A session has begun. */
  onReady(facts: ReadyFacts): void;
  /** In [0, 1). */
  random(): number;
  log: Logger;
}

export interface Shard {
  /** Keeps a connection until the signal aborts. Resolves with the code of a close that is for good, else with null. */
  run(signal: AbortSignal): Promise<number | null>;
  isReady(): boolean;
}

interface Session {
  id: string;
  sequence: number;
  resumeUrl: string;
}

const PAUSES = { firstMs: 500, longestMs: 60_000, spread: 0.5 };
/** The bot hears of nothing but interactions, which need no intent. */
const INTENTS = 0;
const PROPERTIES = { os: process.platform, browser: 'coverband', device: 'coverband' };

/** One part of the bot's servers: connection after connection, each going on with the session of the one before. */
export function createShard({ id: shard, count, token, ...options }: ShardOptions): Shard {
  const { random, log } = options;
  let session: Session | undefined;
  let isReady = false;
  let failures = 0;
  let refusals = 0;

  const greeting = async (signal: AbortSignal) => {
    if (session) return { op: Opcode.resume, d: { token, session_id: session.id, seq: session.sequence } };
    await options.identifyTurn(signal);
    return { op: Opcode.identify, d: { token, intents: INTENTS, properties: PROPERTIES, shard: [shard, count] } };
  };

  const onEvent = ({ t: name, d: data, s: sequence }: Packet): boolean => {
    if (session && typeof sequence === 'number') session.sequence = Math.max(session.sequence, sequence);
    if (name === 'READY') {
      const read = readySchema.parse(data);
      session = { id: read.session_id, sequence: sequence ?? 0, resumeUrl: read.resume_gateway_url };
      options.onReady(readyFacts(read));
    } else if (name === 'RESUMED') {
      log.info({ shard }, 'the gateway connection is back');
    } else if (name) {
      options.onEvent(name, data);
    }
    if (name === 'READY' || name === 'RESUMED') {
      isReady = true;
      failures = 0;
      refusals = 0;
    }
    return isReady;
  };

  return {
    isReady: () => isReady,
    async run(signal) {
      while (!signal.aborted) {
        const ending = await connect({
          url: addressOf(session?.resumeUrl ?? options.url),
          dispatcher: options.dispatcher,
          greeting,
          sequence: () => session?.sequence ?? null,
          onEvent,
          random,
          log,
          signal,
        });
        isReady = false;
        // Discord's own trouble has looked like a refusal before: it is believed the second time.
        if (ending.next === 'none' && refusals > 0) return ending.code;
        if (ending.next === 'none') refusals += 1;
        if (ending.next !== 'resume') session = undefined;
        failures += 1;
        const pauseMs = retryPauseMs(failures, PAUSES, random());
        if (!signal.aborted) log.info({ shard, next: ending.next }, 'reconnecting to the gateway');
        await pause(pauseMs, undefined, { signal }).catch(() => undefined);
      }
      return null;
    },
  };
}

function addressOf(url: string): string {
  const address = new URL(url);
  address.search = new URLSearchParams({ v: '10', encoding: 'json' }).toString();
  return address.href;
}
