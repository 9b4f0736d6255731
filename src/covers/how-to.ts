import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { alone, type Duties } from '../cluster/port.ts';
import type { Discord, Posted } from '../discord/port.ts';
import { afterNotFound, type HowTo, type HowToFacts, howToStep } from '../domain/guild/how-to.ts';
import { type Model, modelsAmong } from '../domain/models.ts';
import type { GuildSettings } from '../domain/policy/guild-settings.ts';
import { DiscordError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { HowTos, SettingsStore } from '../store/port.ts';
import { describeFault } from './describe-fault.ts';
import { createGuildSettler } from './settle-guilds.ts';

const EVERY_MS = 3_600_000;

/** Of a server that has chosen no language for what all can read. */
const USUAL_LOCALE = 'en-US';

export interface HowToKeeperDeps {
  howTos: HowTos;
  settings: Pick<SettingsStore, 'get' | 'guildIds'>;
  discord: Pick<
    Discord,
    | 'coverChannelIn'
    | 'validateChannel'
    | 'isForum'
    | 'howToHash'
    | 'postHowTo'
    | 'findHowTo'
    | 'editHowTo'
    | 'pinHowTo'
    | 'isThere'
    | 'deletePost'
  >;
  /** In the order in which they are offered. */
  models: readonly Model[];
  /** Whether the operator lets a server have covers made. */
  isAllowed(guildId: string): boolean;
  /** Who does it, of several processes. Default: this one. */
  duties?: Duties;
  clock: Clock;
  log: Logger;
}

/** Keeps the message in each server's channel for covers that says how it is used: there once, and true. */
export interface HowToKeeper {
  start(): void;
  stop(): Promise<void>;
  /** One look at a server; false where something is not settled yet. */
  keep(guildId: string): Promise<boolean>;
  /** The settings of a server were changed: what follows is done in the background. */
  changed(guildId: string): void;
}

export function createHowToKeeper(deps: HowToKeeperDeps): HowToKeeper {
  const { howTos, settings, duties = alone, clock, log } = deps;
  const settler = createGuildSettler({
    settle: (guildId, signal) => keepGuild(deps, guildId, signal),
    failure: "a server's how-to could not be looked after; it is tried again",
    clock,
    log,
  });

  /** Where it is being settled already, one more look goes by the settings as they are by then. */
  const lookSoon = (guildId: string): void => {
    const looking = settler.isUnsettled(guildId) ? settler.look(guildId) : settler.untilSettled(guildId);
    settler.run(looking, "a server's how-to is not looked after");
  };

  const allGuilds = async () => new Set([...(await settings.guildIds()), ...(await howTos.guildIds())]);

  const repeat = async (): Promise<void> => {
    while (!settler.stopped.aborted) {
      const isOurs = await duties.isOurs('howTos');
      for (const guildId of isOurs ? await allGuilds() : []) {
        if (settler.stopped.aborted) return;
        // One server that has to wait holds up no other.
        if (!(await settler.look(guildId))) lookSoon(guildId);
      }
      await clock.sleep(EVERY_MS, settler.stopped);
    }
  };

  return {
    keep: settler.settle,
    start() {
      settler.run(repeat(), 'how-tos are not looked after any more');
    },
    stop: settler.stop,
    changed(guildId) {
      if (!settler.stopped.aborted) lookSoon(guildId);
    },
  };
}

async function keepGuild(deps: HowToKeeperDeps, guildId: string, signal: AbortSignal): Promise<boolean> {
  const { howTos, settings, discord } = deps;
  const chosen = await settings.get(guildId);
  const known = await howTos.of(guildId);
  if (!chosen.howTo && known.length === 0) return true;
  const channel = chosen.howTo ? await discord.coverChannelIn(guildId, chosen.remixChannelIds, signal) : undefined;
  // It is closed to the bot for now, and so is what stands there.
  if (channel?.kind === 'unusable') return true;
  const wantedId = channel?.kind === 'found' ? channel.channelId : null;

  let isSettled = true;
  for (const howTo of known) {
    if (howTo.channelId === wantedId) continue;
    // That it was deleted there holds until it is switched off, wherever covers go meanwhile.
    if (chosen.howTo && howTo.isDeleted) continue;
    isSettled = (await takeAway(deps, guildId, howTo, signal)) && isSettled;
  }
  if (wantedId === null) return isSettled;
  const own = known.find(({ channelId }) => channelId === wantedId);
  const isKept = await keepThere(deps, { guildId, channelId: wantedId, chosen }, own, signal);
  return isKept && isSettled;
}

/** False where it is not settled yet. */
async function takeAway(deps: HowToKeeperDeps, guildId: string, howTo: HowTo, signal: AbortSignal): Promise<boolean> {
  const { howTos, discord, clock } = deps;
  const step = howToStep(howTo, false);
  if (step === 'find') {
    const found = await findOwn(deps, guildId, howTo, signal);
    if (found === 'unreachable') return howTos.forget(guildId, howTo.channelId).then(() => true);
    if (found) return takeAway(deps, guildId, { ...howTo, message: found }, signal);
    const isForum = await discord.isForum(howTo.channelId, signal);
    const next = afterNotFound(howTo, { isForum, now: clock.now() });
    // It may still be on its way, and would stand there for ever.
    if (next !== 'anew') return false;
  }
  if (step === 'remove' && howTo.message) {
    const removed = await discord.deletePost(howTo.message, signal);
    // Whoever closed the channel to the bot has it there as it is; the next look may find it open.
    if (removed === 'refused') return true;
  }
  await howTos.forget(guildId, howTo.channelId);
  return true;
}

interface Wanted {
  guildId: string;
  channelId: string;
  chosen: GuildSettings;
}

async function keepThere(
  deps: HowToKeeperDeps,
  wanted: Wanted,
  own: HowTo | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const facts = factsFor(deps.models, wanted.chosen);
  switch (howToStep(own, true)) {
    case 'post':
      return post(deps, wanted, facts, { inPlaceOf: own }, signal);
    case 'find':
      return own ? settle(deps, wanted, facts, own, signal) : true;
    case 'check':
      return own ? check(deps, wanted, facts, own, signal) : true;
    default:
      return true;
  }
}

/** `again`: what was begun before, as the same message; else a new one, in place of what is known. */
type Attempt = { again: HowTo } | { inPlaceOf: HowTo | undefined };

/** What it is goes to disk before it leaves. False where it is not settled yet. */
async function post(
  deps: HowToKeeperDeps,
  { guildId, channelId, chosen }: Wanted,
  facts: HowToFacts,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<boolean> {
  const { howTos, discord, isAllowed, log } = deps;
  if (!isAllowed(guildId)) return true;
  const use = { kind: 'covers', forumTag: chosen.remixTag, opensThread: false } as const;
  const fault = await discord.validateChannel(channelId, use, signal);
  if (fault) {
    // Whoever looks after the server may be giving the permission right now.
    log.debug({ guildId, channelId }, `a how-to cannot be posted: ${describeFault(fault, 'covers')}`);
    return false;
  }
  const begun =
    'again' in attempt ? attempt.again : await begin(deps, { guildId, channelId }, facts, attempt.inPlaceOf);
  if (!begun) return false;
  const message = await sent(deps, { guildId, channelId, chosen }, facts, begun, signal);
  if (!message) return false;
  const posted = { ...begun, message, hash: discord.howToHash(facts) };
  // Also where it was forgotten meanwhile: it is there, and has to be known to be taken away.
  await howTos.change(guildId, channelId, (now) =>
    now === undefined || now.startedAt === begun.startedAt ? posted : undefined,
  );
  log.info({ guildId, channelId, messageId: message.messageId }, 'a how-to was posted');
  await pin(deps, guildId, posted, signal);
  return true;
}

/** Undefined where somebody else has begun one, or knows more by now. */
async function begin(
  { howTos, discord, clock }: HowToKeeperDeps,
  { guildId, channelId }: Pick<Wanted, 'guildId' | 'channelId'>,
  facts: HowToFacts,
  inPlaceOf: HowTo | undefined,
): Promise<HowTo | undefined> {
  const begun: HowTo = {
    channelId,
    startedAt: clock.now(),
    message: null,
    hash: discord.howToHash(facts),
    isPinned: false,
    isDeleted: false,
  };
  const asKnown = (now: HowTo | undefined) => isDeepStrictEqual(now, inPlaceOf);
  if (!(await howTos.change(guildId, channelId, (now) => (asKnown(now) ? begun : undefined)))) return undefined;
  return begun;
}

/** Undefined where Discord refuses it for good: nothing is there then, and nothing is known of it. */
async function sent(
  { howTos, discord }: HowToKeeperDeps,
  { guildId, channelId, chosen }: Wanted,
  facts: HowToFacts,
  { startedAt }: HowTo,
  signal: AbortSignal,
): Promise<Posted | undefined> {
  try {
    return await discord.postHowTo({ guildId, channelId, forumTag: chosen.remixTag, startedAt, facts }, signal);
  } catch (error) {
    if (!(error instanceof DiscordError) || (error.code !== 'gone' && error.code !== 'refused')) throw error;
    await howTos.forget(guildId, channelId);
    return undefined;
  }
}

/** One that was begun, and nobody knows what became of it. */
async function settle(
  deps: HowToKeeperDeps,
  wanted: Wanted,
  facts: HowToFacts,
  begun: HowTo,
  signal: AbortSignal,
): Promise<boolean> {
  const { discord, clock } = deps;
  const { guildId, channelId } = wanted;
  const found = await findOwn(deps, guildId, begun, signal);
  if (found === 'unreachable') return true;
  if (found) {
    const there = { ...begun, message: found };
    await noteOf(deps, guildId, begun, { message: found });
    return check(deps, wanted, facts, there, signal);
  }
  const isForum = await discord.isForum(channelId, signal);
  const next = afterNotFound(begun, { isForum, now: clock.now() });
  if (next === 'wait') return false;
  return post(deps, wanted, facts, next === 'again' ? { again: begun } : { inPlaceOf: begun }, signal);
}

/** `unreachable`: the channel is gone, or closed to the bot. */
async function findOwn(
  { discord }: HowToKeeperDeps,
  guildId: string,
  { channelId, startedAt }: HowTo,
  signal: AbortSignal,
): Promise<Posted | undefined | 'unreachable'> {
  // Without the right to read its history, a channel looks empty.
  const fault = await discord.validateChannel(
    channelId,
    { kind: 'covers', forumTag: null, opensThread: false },
    signal,
  );
  if (fault?.kind === 'gone') return 'unreachable';
  if (fault && fault.kind !== 'noTag') throw new DiscordError('retry', 'nobody can look for a how-to in its channel');
  return discord.findHowTo({ guildId, channelId, after: startedAt }, signal);
}

/** Whether it is still there and says what it should; edited only where that has changed. */
async function check(
  deps: HowToKeeperDeps,
  { guildId }: Wanted,
  facts: HowToFacts,
  known: HowTo,
  signal: AbortSignal,
): Promise<boolean> {
  const { discord, log } = deps;
  const { message, channelId } = known;
  if (!message) return true;
  const hash = discord.howToHash(facts);
  const isThere =
    hash === known.hash
      ? await discord.isThere(message, signal)
      : await edited(deps, message, facts, channelId, signal);
  if (!isThere) {
    log.info({ guildId, channelId }, 'a how-to was deleted by hand, and is not posted again');
    await noteOf(deps, guildId, known, { isDeleted: true });
    return true;
  }
  const shown = { ...known, hash };
  if (hash !== known.hash) await noteOf(deps, guildId, known, { hash });
  await pin(deps, guildId, shown, signal);
  return true;
}

/** False where there is nothing any more that could be edited. */
async function edited(
  { discord }: HowToKeeperDeps,
  message: Posted,
  facts: HowToFacts,
  channelId: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await discord.editHowTo(message, channelId, facts, signal);
    return true;
  } catch (error) {
    const isGone = error instanceof DiscordError && (error.refusal === 'noMessage' || error.refusal === 'noChannel');
    if (!isGone) throw error;
    return false;
  }
}

/** Once, where the bot may. */
async function pin(deps: HowToKeeperDeps, guildId: string, howTo: HowTo, signal: AbortSignal) {
  const { discord, log } = deps;
  if (howTo.isPinned || !howTo.message) return;
  const isPinned = await discord.pinHowTo(guildId, howTo.message, signal).catch((error: unknown) => {
    if (!(error instanceof DiscordError)) throw error;
    log.debug({ err: error, guildId }, 'a how-to could not be pinned');
    return false;
  });
  if (isPinned) await noteOf(deps, guildId, howTo, { isPinned });
}

/** What was found out about one, while it is still that one. */
function noteOf(
  { howTos }: HowToKeeperDeps,
  guildId: string,
  { channelId, startedAt }: HowTo,
  news: Partial<HowTo>,
): Promise<boolean> {
  return howTos.change(guildId, channelId, (now) => (now?.startedAt === startedAt ? { ...now, ...news } : undefined));
}

/** What a server's members read, by what it has chosen. */
function factsFor(models: readonly Model[], chosen: GuildSettings): HowToFacts {
  const own = modelsAmong(models, chosen.modelIds);
  return {
    locale: chosen.locale ?? USUAL_LOCALE,
    kind: own.some(({ kind }) => kind === 'cover') ? 'cover' : 'song',
    dayTakes: chosen.memberDayTakes,
    isPrivateFirst: chosen.privateFirst,
    wantsRightsTick: chosen.wantsRightsTick,
  };
}
