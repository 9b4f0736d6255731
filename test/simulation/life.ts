import { type Config, readConfig } from '../../src/config/read-config.ts';
import { isFinal, type Job } from '../../src/domain/job.ts';
import { createLogger } from '../../src/logger.ts';
import { filesOf, isForgetting, marksIn } from './checker/seen.ts';
import { type Counts, createCoverage } from './coverage.ts';
import { createDisk } from './disk.ts';
import { createRealityGuard } from './guard.ts';
import { createHistory, type Event, type History } from './history.ts';
import { EndedError } from './incarnation.ts';
import { createMembers } from './members.ts';
import type { Plan, PlannedFault } from './plan.ts';
import { createAimlapiPlayer } from './players/aimlapi.ts';
import { createDiscordPlayer, type Message } from './players/discord.ts';
import { createMinimaxPlayer } from './players/minimax.ts';
import { createRunwarePlayer } from './players/runware.ts';
import { createRuns, type RunsOptions } from './runs.ts';
import { type ChargeRow, createSharedStore, type SharedStore } from './store.ts';
import { type BooksSeen, watchBooks } from './watch-books.ts';
import { createWorld } from './world.ts';

/** A life that has been lived, as the outside saw it, and the books at its end. */
export interface Life {
  plan: Plan;
  config: Config;
  events: readonly Event[];
  hash: string;
  /** Those as well that are in the books no more. */
  jobs: readonly Job[];
  /** Which of them are not. */
  forgotten: ReadonlySet<string>;
  /** Where what is said of members who had it deleted still stands: their ids, and the words that they wrote. */
  traces: ReturnType<SharedStore['tracesOf']>;
  charges: readonly ChargeRow[];
  books: BooksSeen;
  /** What its member saw last of each answer, by interaction. */
  answers: ReadonlyMap<string, readonly Message[]>;
  /** The ids of the messages that are still there for all. */
  messages: ReadonlySet<string>;
  /** The files that are kept at the end, by their hashes: when they were used last. */
  kept: ReadonlyMap<string, { usedAt: number; sizeBytes: number }>;
  endedAt: number;
  /** How many runs of the bot ended before the last one. */
  incarnationsEnded: number;
  wishes: number;
  faults: readonly PlannedFault[];
  coverage: Counts;
  steps: number;
}

/** Once all is calm, what is under way has so long to come to its end. */
const LONGEST_END_MS = 3 * 3_600_000;
const LOOK_EVERY_MS = 60_000;
/** What follows an end: telling it, and tidying up. */
const AFTERWARDS_MS = 20 * 60_000;

const BOT_TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.AAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB';

/** Lives a plan, from its first moment until nothing is under way any more. Throws where something real was begun in it. */
export async function live(plan: Plan, onPassed?: RunsOptions['onPassed']): Promise<Life> {
  const guard = createRealityGuard();
  const world = createWorld({ seed: plan.seed, startsAt: plan.startsAt });
  const history = createHistory(world.now);
  const coverage = createCoverage();
  const disk = createDisk();
  const discord = createDiscordPlayer(world, history);
  const store = createSharedStore(logOf(history, 0), disk);
  const providers = new Map([
    ['runware', createRunwarePlayer(world, history, plan.habits)],
    ['aimlapi', createAimlapiPlayer(world, history, plan.habits)],
    ['minimax', createMinimaxPlayer(world, history)],
  ]);
  const members = createMembers({ world, history, discord, plan, deliver: (payload) => runs.deliver(payload) });
  const config = configFor(plan, members.operator());
  const guildIds = discord.guildIds;
  const logOfRun = (run: number) => logOf(history, run);
  const away = new Set<string>();
  const outside = { world, history, coverage, plan, config, store, disk, discord, providers, away };
  const runs = createRuns({ ...outside, guildIds, logOf: logOfRun, onDone: members.react, onPassed });
  const onUnheard = (error: unknown) => {
    // Whoever has ended hears nothing any more.
    if (error instanceof EndedError) return;
    const line = JSON.stringify({ msg: 'unhandled rejection', err: { message: String(error) } });
    history.add({ kind: 'log', by: runs.begun(), level: 'error', line });
  };

  process.on('unhandledRejection', onUnheard);
  guard.begin();
  try {
    runs.begin();
    members.begin();
    const books = watchBooks(world, store);
    const busyUntil = plan.startsAt + Math.max(plan.calmAt, ...plan.actions.map(({ at }) => at));
    await world.run(busyUntil);
    const isOver = () => store.readJobs().every(({ state }) => isFinal(state));
    do await world.run(world.now() + LOOK_EVERY_MS);
    while (!isOver() && world.now() < busyUntil + LONGEST_END_MS);
    const incarnationsEnded = runs.ended();
    runs.leaveOne();
    await world.run(world.now() + AFTERWARDS_MS);
    runs.close();
    const forgotten = store.readForgotten();
    return {
      plan,
      config,
      events: history.events,
      hash: history.hash(),
      jobs: [...store.readJobs(), ...forgotten],
      forgotten: new Set(forgotten.map(({ id }) => id)),
      traces: store.tracesOf([...wordsToForget(history.events), ...forgotten.flatMap(filesOf)]),
      charges: store.readCharges(),
      books,
      answers: new Map(members.interactions.map(({ id, messages }) => [id, messages] as const)),
      messages: new Set(discord.publicMessages().map(({ id }) => id)),
      kept: new Map([...disk.kept].map(([hash, { usedAt, bytes }]) => [hash, { usedAt, sizeBytes: bytes.length }])),
      endedAt: world.now(),
      incarnationsEnded,
      wishes: plan.actions.filter((action) => action.do === 'wish').length,
      faults: runs.faults,
      coverage: coverage.counts(),
      steps: world.steps(),
    };
  } finally {
    guard.end();
    process.off('unhandledRejection', onUnheard);
    store.close();
  }
}

/** All that members wrote who had it deleted, and who they are. */
function wordsToForget(events: readonly Event[]): string[] {
  const asked = events.filter((event) => event.kind === 'asked');
  const members = new Set(asked.flatMap(({ what, member }) => (isForgetting(what) ? member : [])));
  return [...members].flatMap((member) => [
    member,
    ...marksIn(asked.flatMap((event) => (event.member === member ? event.words : [])).join(' ')),
  ]);
}

/** Somebody sits at the operator's desk where the plan has them press something there. */
function configFor({ settings, actions }: Plan, { id, guildId }: { id: string; guildId: string }): Config {
  const desk = { OPERATOR_GUILDS: guildId, OPERATOR_IDS: id };
  const hasDesk = actions.some((action) => ['desk', 'settle doubts', 'limit server'].includes(action.do));
  return readConfig({ DISCORD_TOKEN: BOT_TOKEN, ...settings, ...(hasDesk && desk) });
}

const ERROR = 50;
const WARNING = 40;

/** The bot's own logger, whose lines are a part of what is seen. */
function logOf(history: History, by: number) {
  const write = (line: string) => {
    // Stacks name folders of this machine.
    const withoutStacks = (key: string, value: unknown) => (key === 'stack' ? undefined : value);
    const { level, time: _, ...rest } = JSON.parse(line, withoutStacks) as { level: number; time: number };
    const name = level >= ERROR ? 'error' : level >= WARNING ? 'warn' : 'info';
    history.add({ kind: 'log', by, level: name, line: JSON.stringify(rest) });
  };
  return createLogger({ level: 'info', destination: { write } });
}
