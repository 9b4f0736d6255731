import type { Clock } from '../clock.ts';
import { DiscordError } from '../errors.ts';
import type { Logger } from '../logger.ts';

/**
 * The servers that the bot is in at this moment, for whoever runs it: how many, and a line in the log when one adds or removes
 * it. Nothing is concluded from it; what follows from a removal is up to the guild watch, which needs more than one list.
 */
export interface GuildRoster {
  /** `known` is what the gateway said; without it the first list is where it begins. */
  start(known: readonly string[] | undefined): void;
  /** Something came from a server, so the bot is there. */
  heard(guildId: string): void;
  /** Undefined as long as nobody has said. */
  count(): number | undefined;
  stop(): Promise<void>;
}

export interface GuildRosterDeps {
  /** All of them; throws `DiscordError` where they cannot be had. */
  ownGuilds(signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Told of all of them when they are known, and with each look. */
  onGuilds?(guildIds: ReadonlySet<string>): void;
  clock: Clock;
  log: Logger;
}

const LOOK_EVERY_MS = 60_000;
/** Servers to a request: a bot in many of them looks less often, and so asks as often as a small one. */
const PAGE = 200;

/**
 * Without intents no event tells of servers, and the intent that brings these events brings every channel and role of every
 * server with them. One small request a minute is what it costs instead.
 */
export function createGuildRoster({ ownGuilds, onGuilds = () => undefined, clock, log }: GuildRosterDeps): GuildRoster {
  const stopped = new AbortController();
  let known: Set<string> | undefined;
  let running: Promise<void> = Promise.resolve();

  const note = (guildId: string, change: 'added' | 'removed') => {
    if (change === 'added') known?.add(guildId);
    else known?.delete(guildId);
    log.info({ guildId, servers: known?.size }, `a server has ${change} the bot`);
  };

  const look = async (): Promise<void> => {
    const heardOf = new Set(known);
    const listed = await ownGuilds(stopped.signal);
    known ??= new Set(listed);
    for (const id of listed) if (!known.has(id)) note(id, 'added');
    // What was heard of while the list was on its way may be missing in it.
    for (const id of heardOf) if (!listed.has(id) && known.has(id)) note(id, 'removed');
    onGuilds(new Set(known));
  };

  const repeat = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS * Math.max(1, Math.ceil((known?.size ?? 0) / PAGE)), stopped.signal);
      await look().catch((error: unknown) => {
        if (stopped.signal.aborted) return;
        if (error instanceof DiscordError) log.debug({ err: error }, 'the list of servers could not be had');
        else log.error({ err: error }, 'the list of servers could not be looked at');
      });
    }
  };

  return {
    start(guildIds) {
      known = guildIds && new Set(guildIds);
      if (known) onGuilds(new Set(known));
      running = repeat().catch(() => {});
    },
    heard(guildId) {
      if (!known || known.has(guildId)) return;
      note(guildId, 'added');
      onGuilds(new Set(known));
    },
    count: () => known?.size,
    async stop() {
      stopped.abort(new Error('the bot stops'));
      await running;
    },
  };
}
