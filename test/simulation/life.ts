import { type Config, readConfig } from '../../src/config/read-config.ts';
import { isFinal, type Job } from '../../src/domain/job.ts';
import { createLogger } from '../../src/logger.ts';
import { type Bot, startBot } from './bot.ts';
import { type Counts, createCoverage } from './coverage.ts';
import { createDisk } from './disk.ts';
import { createRealityGuard } from './guard.ts';
import { createHistory, type Event } from './history.ts';
import { createIncarnation, EndedError, type Incarnation } from './incarnation.ts';
import { createMembers } from './members.ts';
import type { Plan, PlannedFault } from './plan.ts';
import { createAimlapiPlayer } from './players/aimlapi.ts';
import { createDiscordPlayer, type Message } from './players/discord.ts';
import { createMinimaxPlayer } from './players/minimax.ts';
import { createRunwarePlayer } from './players/runware.ts';
import { type ChargeRow, createSharedStore } from './store.ts';
import { createWorld } from './world.ts';

/** A life that has been lived, as the outside saw it, and the books at its end. */
export interface Life {
  plan: Plan;
  events: readonly Event[];
  hash: string;
  jobs: readonly Job[];
  charges: readonly ChargeRow[];
  /** All messages that all can see, at the end. */
  messages: readonly Message[];
  /** What its member saw last of each answer, by interaction. */
  answers: ReadonlyMap<string, readonly Message[]>;
  guildOfChannel: ReadonlyMap<string, string>;
  endedAt: number;
  /** How many runs of the bot ended before the last one. */
  incarnationsEnded: number;
  wishes: number;
  faults: readonly PlannedFault[];
  coverage: Counts;
  steps: number;
  config: Config;
}

const GATEWAY_MS = 80;
/** A bot that could not start is started again after so long. */
const RESTART_MS = 5_000;
/** Once all is calm, what is under way has so long to come to its end. */
const LONGEST_END_MS = 26 * 3_600_000;
const LOOK_EVERY_MS = 60_000;
/** What follows an end: telling it, and tidying up. */
const AFTERWARDS_MS = 20 * 60_000;
const STOPPING_MS = 30_000;

export async function live(plan: Plan): Promise<Life> {
  const guard = createRealityGuard();
  const config = readConfig({
    DISCORD_TOKEN: 'MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.AAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB',
    ...plan.settings,
  });
  guard.begin();
  const onUnheard = (error: unknown) => {
    // Whoever has ended hears nothing any more.
    if (error instanceof EndedError) return;
    const line = JSON.stringify({ msg: 'unhandled rejection', err: { message: String(error) } });
    history.add({ kind: 'log', by: present?.incarnation.number ?? 0, level: 'error', line });
  };
  process.on('unhandledRejection', onUnheard);
  const world = createWorld({ seed: plan.seed, startsAt: plan.startsAt });
  const history = createHistory(world.now);
  const coverage = createCoverage();
  const disk = createDisk();
  const faults: PlannedFault[] = [];
  const discord = createDiscordPlayer(world, history);
  const providers = new Map([
    ['runware', createRunwarePlayer(world, history)],
    ['aimlapi', createAimlapiPlayer(world, history)],
    ['minimax', createMinimaxPlayer(world, history)],
  ]);
  const logFor = (number: number) =>
    createLogger({ level: 'info', destination: { write: (line) => noteLine(number, line) } });
  const noteLine = (by: number, line: string) => {
    const { level, time: _, ...rest } = JSON.parse(line) as { level: number; time: number; err?: { stack?: string } };
    // It names folders of this machine.
    delete rest.err?.stack;
    history.add({
      kind: 'log',
      by,
      level: level >= 50 ? 'error' : level >= 40 ? 'warn' : 'info',
      line: JSON.stringify(rest),
    });
  };
  const store = createSharedStore(logFor(0), disk);

  let present: { incarnation: Incarnation; bot?: Bot } | undefined;
  let count = 0;
  let ended = 0;
  let clockOffsetMs = 0;

  const begin = () => {
    count += 1;
    const number = count;
    const incarnation = createIncarnation({
      world,
      history,
      coverage,
      plan,
      number,
      clockOffsetMs,
      onFault: (fault) => faults.push(fault),
    });
    const own: typeof present = { incarnation };
    present = own;
    const end = plan.ends[number - 1];
    incarnation.onEnd(() => {
      ended += 1;
      present = undefined;
      world.after(end?.pauseMs ?? RESTART_MS, { run: begin });
    });
    const guildIds = members.guilds.map(({ id }) => id);
    startBot({ world, incarnation, config, store, disk, discord, providers, guildIds, log: logFor(number) }).then(
      (bot) => void (own.bot = bot),
      (error: unknown) => {
        history.add({ kind: 'log', by: number, level: 'warn', line: `not started: ${String(error)}` });
        incarnation.kill('killed');
      },
    );
    if (!end) return;
    const atOnce = () => incarnation.kill('killed');
    world.after(plan.startsAt + end.at - world.now(), {
      run() {
        if (end.kind === 'at' || end.how === 'killed' || !own.bot) return atOnce();
        own.bot.stop().then(() => incarnation.kill('stopped'), atOnce);
        world.after(STOPPING_MS, { run: atOnce });
      },
    });
  };

  const members = createMembers({
    world,
    history,
    discord,
    plan,
    deliver(payload) {
      const own = present;
      if (!own) return;
      world.after(GATEWAY_MS, { owner: own.incarnation, run: () => void own.bot?.dispatch.handle(payload) });
    },
  });

  for (const trouble of plan.troubles) {
    world.after(trouble.at, {
      run() {
        const incarnation = present?.incarnation;
        switch (trouble.kind) {
          case 'disk full':
            disk.isFull = true;
            world.after(trouble.ms, { run: () => void (disk.isFull = false) });
            return;
          case 'paused':
            incarnation?.pause();
            world.after(trouble.ms, { run: () => incarnation?.resume() });
            return;
          case 'cut off':
            incarnation?.cutOff(true);
            world.after(trouble.ms, { run: () => incarnation?.cutOff(false) });
            return;
          case 'clock set':
            clockOffsetMs += trouble.byMs;
            incarnation?.stepClock(trouble.byMs);
        }
      },
    });
  }

  begin();
  members.begin();
  const busyUntil = plan.startsAt + Math.max(plan.calmAt, ...plan.actions.map(({ at }) => at));
  await world.run(busyUntil);
  const isOver = () => store.readJobs().every(({ state }) => isFinal(state));
  const latest = busyUntil + LONGEST_END_MS;
  do await world.run(world.now() + LOOK_EVERY_MS);
  while (!isOver() && world.now() < latest);
  await world.run(world.now() + AFTERWARDS_MS);
  const endedAt = world.now();
  const incarnationsEnded = ended;
  present?.incarnation.kill('killed');
  guard.end();
  process.off('unhandledRejection', onUnheard);

  const life: Life = {
    plan,
    events: history.events,
    hash: history.hash(),
    jobs: store.readJobs(),
    charges: store.readCharges(),
    messages: members.guilds.flatMap(({ channelIds }) => channelIds.flatMap((id) => discord.messagesIn(id))),
    answers: new Map(members.interactions.map(({ id, messages }) => [id, messages] as const)),
    guildOfChannel: new Map(
      members.guilds.flatMap(({ id, channelIds }) => channelIds.map((own) => [own, id] as const)),
    ),
    endedAt,
    incarnationsEnded,
    wishes: plan.actions.filter((action) => action.do === 'wish').length,
    faults,
    coverage: coverage.counts(),
    steps: world.steps(),
    config,
  };
  store.close();
  return life;
}
