import type { Config } from '../../src/config/read-config.ts';
import type { Logger } from '../../src/logger.ts';
import { type Bot, startBot } from './bot.ts';
import type { Coverage } from './coverage.ts';
import type { Disk } from './disk.ts';
import { createFellows } from './fellows.ts';
import type { History } from './history.ts';
import { createIncarnation, type Incarnation } from './incarnation.ts';
import type { Plan, PlannedFault, Trouble } from './plan.ts';
import type { DiscordPlayer } from './players/discord.ts';
import type { HttpPlayer } from './players/http.ts';
import { chance } from './random.ts';
import type { SharedStore } from './store.ts';
import type { World } from './world.ts';

/** The place whose run hears of interactions; the others only work. */
const GATEWAY = 0;
const GATEWAY_MS = 80;
/** A bot that could not start is started again after so long. */
const RESTART_MS = 5_000;
/** As long as whoever stops a process waits before they kill it. */
const STOPPING_MS = 200_000;

export interface RunsOptions {
  world: World;
  history: History;
  coverage: Coverage;
  plan: Plan;
  config: Config;
  store: SharedStore;
  disk: Disk;
  discord: DiscordPlayer;
  providers: ReadonlyMap<string, HttpPlayer>;
  /** Who is out of order: Discord, or providers by their names. */
  away: Set<string>;
  guildIds(): readonly string[];
  /** Told when the n-th effect of a name has been done in a run, and of which job it was. */
  onDone(run: number, name: string, n: number, about: string | undefined): void;
  /** Told when a run begins one, and when it hears of its end. */
  onPassed?: ((run: number, name: string, n: number, what: 'begun' | 'heard') => void) | undefined;
  logOf(run: number): Logger;
}

interface Run {
  incarnation: Incarnation;
  /** Once it has started. */
  bot: Bot | undefined;
}

/**
 * The runs of the bot, on one store and one disk: in each of the plan's places one after the other, and in all places at once. Runs are
 * numbered in the order in which they begin.
 */
export function createRuns(options: RunsOptions) {
  const { world, history, plan, disk } = options;
  const faults: PlannedFault[] = [];
  const places = new Map<number, Run>();
  const fellows = plan.places > 1 ? createFellows(world) : undefined;
  let count = 0;
  let ended = 0;
  let clockOffsetMs = 0;
  /** In those after them no run is begun any more. */
  let placesKept = plan.places;

  const begin = (place: number) => {
    if (place >= placesKept) return;
    count += 1;
    const number = count;
    const planned = plan.ends[number - 1];
    const onFault = (fault: PlannedFault) => void faults.push(fault);
    const onDone = (name: string, n: number, about: string | undefined) => options.onDone(number, name, n, about);
    const { onPassed: tellPassed } = options;
    const onPassed =
      tellPassed && ((name: string, n: number, what: 'begun' | 'heard') => tellPassed(number, name, n, what));
    const incarnation = createIncarnation({ ...options, number, clockOffsetMs, onFault, onDone, onPassed });
    const run: Run = { incarnation, bot: undefined };
    places.set(place, run);
    incarnation.onEnd((how) => {
      if (how === 'killed' && planned?.losesPower) options.store.losePower();
      ended += 1;
      places.delete(place);
      world.after(planned?.pauseMs ?? RESTART_MS, { run: () => begin(place) });
    });
    start(run).catch((error: unknown) => {
      history.add({ kind: 'log', by: number, level: 'warn', line: `not started: ${String(error)}` });
      incarnation.end('killed');
    });
    if (!planned) return;
    const isPolite = planned.kind === 'time' && planned.how === 'stopped';
    const latest = plan.startsAt + planned.at - world.now();
    world.after(latest, { run: () => (isPolite ? stop(run) : incarnation.end('killed')) });
  };

  const start = async (run: Run): Promise<void> => {
    const { incarnation } = run;
    const log = options.logOf(incarnation.number);
    run.bot = await startBot({ ...options, incarnation, guildIds: options.guildIds(), fellows, log });
  };

  const stop = ({ incarnation, bot }: Run) => {
    const kill = () => incarnation.end('killed');
    if (!bot || incarnation.owner.isDead) return kill();
    history.add({ kind: 'incarnation', number: incarnation.number, how: 'asked to stop' });
    bot.stop().then(() => incarnation.end('stopped'), kill);
    world.after(STOPPING_MS, { run: kill });
  };

  /** One of those that run, by the seed. */
  const someRun = (what: string): Run | undefined => {
    const running = [...places.values()];
    return running[Math.floor(chance(plan.seed, what, world.now()) * running.length)];
  };

  const suffer = (trouble: Trouble) => {
    const incarnation = someRun(trouble.kind)?.incarnation;
    switch (trouble.kind) {
      case 'disk full':
        disk.isFull = true;
        break;
      case 'paused':
        incarnation?.pause();
        break;
      case 'cut off':
        incarnation?.cutOff(true);
        break;
      case 'away':
        options.away.add(trouble.who);
        break;
      case 'clock set':
        clockOffsetMs += trouble.byMs;
        for (const run of places.values()) run.incarnation.stepClock(trouble.byMs);
        return;
    }
    world.after(trouble.ms, {
      run() {
        if (trouble.kind === 'disk full') disk.isFull = false;
        if (trouble.kind === 'paused') incarnation?.resume();
        if (trouble.kind === 'cut off') incarnation?.cutOff(false);
        if (trouble.kind === 'away') options.away.delete(trouble.who);
      },
    });
  };

  return {
    begin() {
      for (let place = 0; place < plan.places; place += 1) begin(place);
      for (const trouble of plan.troubles) world.after(trouble.at, { run: () => suffer(trouble) });
    },
    /** As where little is to be done: the run that hears of interactions is the only one from now on. */
    leaveOne() {
      placesKept = GATEWAY + 1;
      for (const [place, run] of [...places]) if (place >= placesKept) stop(run);
    },
    /** Brings an interaction to the run that has the gateway, if there is one and it can be reached. */
    deliver(payload: unknown) {
      const run = places.get(GATEWAY);
      if (run)
        world.after(GATEWAY_MS, { owner: run.incarnation.owner, run: () => void run.bot?.dispatch.handle(payload) });
    },
    /** How many have begun. */
    begun: () => count,
    ended: () => ended,
    faults: faults as readonly PlannedFault[],
    /** Nothing of it goes on. */
    close() {
      for (const { incarnation } of [...places.values()]) incarnation.end('killed');
    },
  };
}
