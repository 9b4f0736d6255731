import type { Clock } from '../../clock.ts';
import { alone, type Duties } from '../../cluster/port.ts';
import type { Discord } from '../../discord/port.ts';
import { afterGreetingNotFound, type Greeting, newGreeting } from '../../domain/guild/greeting.ts';
import { DiscordError } from '../../errors.ts';
import { createMutex } from '../../lib/mutex.ts';
import type { Logger } from '../../logger.ts';
import type { Greetings, SettingsStore } from '../../store/port.ts';
import { createGuildSettler } from '../settle-guilds.ts';

const EVERY_MS = 3_600_000;

/** Of a server that has chosen no language for what all can read. */
const USUAL_LOCALE = 'en-US';

export interface GreeterDeps {
  greetings: Greetings;
  settings: Pick<SettingsStore, 'get'>;
  discord: Pick<Discord, 'greetingChannelIn' | 'postGreeting' | 'findGreeting'>;
  /** Whether the operator lets a server have covers made. */
  isAllowed(guildId: string): boolean;
  /** Who does it, of several processes. Default: this one. */
  duties?: Duties;
  clock: Clock;
  log: Logger;
}

/** Greets each server once: in its system channel, or else whoever manages it. */
export interface Greeter {
  start(): void;
  stop(): Promise<void>;
  /** All servers that the bot is in at this moment. Those of the first such list were there before and are not greeted. */
  listed(guildIds: ReadonlySet<string>): void;
  /** True for one caller, where the bot may not greet a server itself: they are shown the greeting. */
  takePrivate(guildId: string): Promise<boolean>;
}

export function createGreeter(deps: GreeterDeps): Greeter {
  const { greetings, duties = alone, clock, log } = deps;
  const noting = createMutex();
  const settler = createGuildSettler({
    settle: async (guildId, signal) => !(await duties.isOurs('greetings')) || greet(deps, guildId, signal),
    failure: 'a server could not be greeted; it is tried again',
    clock,
    log,
  });

  const lookSoon = (guildId: string): void => {
    if (!settler.isUnsettled(guildId)) settler.run(settler.untilSettled(guildId), 'a server is not greeted');
  };

  const note = async (guildIds: ReadonlySet<string>): Promise<void> => {
    const known = await greetings.guildIds();
    const isFirst = !(await greetings.hasBegun());
    const joined = [...guildIds].filter((id) => !known.has(id));
    for (const id of joined) await greetings.change(id, (now) => now ?? newGreeting(isFirst ? 'over' : 'due'));
    // Last: cut short before, the next list is the first one again, and greets nobody.
    if (isFirst) await greetings.begin();
    else for (const id of joined) lookSoon(id);
  };

  const repeat = async (): Promise<void> => {
    while (!settler.stopped.aborted) {
      for (const id of await greetings.guildIds()) {
        const state = (await greetings.of(id))?.state;
        if (state === 'due' || state === 'begun') lookSoon(id);
      }
      await clock.sleep(EVERY_MS, settler.stopped);
    }
  };

  return {
    start() {
      settler.run(repeat(), 'servers are not greeted any more');
    },
    stop: settler.stop,
    listed(guildIds) {
      if (settler.stopped.aborted) return;
      const noted = noting(() => note(guildIds));
      settler.run(noted, 'the servers could not be noted');
    },
    takePrivate: (guildId) =>
      greetings.change(guildId, (now) => (now?.state === 'private' ? { ...now, state: 'over' } : now)),
  };
}

/** False where it is not settled yet. */
async function greet(deps: GreeterDeps, guildId: string, signal: AbortSignal): Promise<boolean> {
  const { greetings, discord, isAllowed, clock } = deps;
  const known = await greetings.of(guildId);
  if (known?.state === 'begun') return settle(deps, guildId, known, signal);
  // One that the operator does not let make covers may be let later.
  if (known?.state !== 'due' || !isAllowed(guildId)) return true;
  const channelId = await discord.greetingChannelIn(guildId, signal);
  if (channelId === null) return leaveToManager(deps, guildId);
  const begun = { channelId, at: clock.now() };
  // What it is goes to disk before it leaves; where another process has begun one meanwhile, the next look goes by that.
  const isOurs = await greetings.change(guildId, (now) =>
    now?.state === 'due' ? { ...now, state: 'begun', begun } : now,
  );
  return isOurs && post(deps, guildId, begun, signal);
}

async function post(
  deps: GreeterDeps,
  guildId: string,
  { channelId, at: startedAt }: NonNullable<Greeting['begun']>,
  signal: AbortSignal,
): Promise<boolean> {
  const { settings, discord } = deps;
  const locale = (await settings.get(guildId)).locale ?? USUAL_LOCALE;
  try {
    await discord.postGreeting({ guildId, channelId, startedAt, locale }, signal);
  } catch (error) {
    if (!isForGood(error)) throw error;
    return leaveToManager(deps, guildId);
  }
  return haveGreeted(deps, guildId);
}

/** One that was begun, and nobody knows what became of it: looked for before anything is sent again. */
async function settle(deps: GreeterDeps, guildId: string, { begun }: Greeting, signal: AbortSignal): Promise<boolean> {
  const { discord, clock } = deps;
  if (!begun) return leaveToManager(deps, guildId);
  const { channelId, at: startedAt } = begun;
  const isThere = await discord.findGreeting({ guildId, channelId, startedAt }, signal).then(
    (found) => found !== undefined,
    (error: unknown) => {
      if (isForGood(error)) return false;
      throw error;
    },
  );
  if (isThere) return haveGreeted(deps, guildId);
  if (afterGreetingNotFound(startedAt, clock.now()) === 'again') return post(deps, guildId, begun, signal);
  return leaveToManager(deps, guildId);
}

/** Also where another process has thought otherwise; what was forgotten meanwhile stays so, for the bot was removed. */
async function haveGreeted(deps: GreeterDeps, guildId: string): Promise<true> {
  await deps.greetings.change(guildId, (now) => now && { ...now, state: 'posted' });
  deps.log.info({ guildId }, 'a server was greeted');
  return true;
}

/** It is not posted: whoever manages the server is shown it, unless another process has greeted it since. */
async function leaveToManager({ greetings, log }: GreeterDeps, guildId: string): Promise<true> {
  const isLeft = await greetings.change(guildId, (now) =>
    now?.state === 'due' || now?.state === 'begun' ? { ...now, state: 'private' } : now,
  );
  if (isLeft) log.info({ guildId }, 'a server is greeted when somebody who manages it asks for something');
  return true;
}

function isForGood(error: unknown): boolean {
  return error instanceof DiscordError && (error.code === 'gone' || error.code === 'refused');
}
