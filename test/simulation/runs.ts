import type { Config } from '../../src/config/read-config.ts';
import type { Logger } from '../../src/logger.ts';
import { type Bot, startBot } from './bot.ts';
import type { Coverage } from './coverage.ts';
import type { Disk } from './disk.ts';
import type { History } from './history.ts';
import { createIncarnation, type Incarnation } from './incarnation.ts';
import type { Plan, PlannedFault, Trouble } from './plan.ts';
import type { DiscordPlayer } from './players/discord.ts';
import type { HttpPlayer } from './players/http.ts';
import type { SharedStore } from './store.ts';
import type { World } from './world.ts';

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
  logOf(run: number): Logger;
}

interface Run {
  incarnation: Incarnation;
  /** Once it has started. */
  bot: Bot | undefined;
}

/** The runs of the bot, one after the other: where one ends, the next one opens the same store and the same disk. */
export function createRuns(options: RunsOptions) {
  const { world, history, plan, disk } = options;
  const faults: PlannedFault[] = [];
  let present: Run | undefined;
  let count = 0;
  let ended = 0;
  let clockOffsetMs = 0;

  const begin = () => {
    count += 1;
    const number = count;
    const planned = plan.ends[number - 1];
    const onFault = (fault: PlannedFault) => void faults.push(fault);
    const incarnation = createIncarnation({ ...options, number, clockOffsetMs, onFault });
    const run: Run = { incarnation, bot: undefined };
    present = run;
    incarnation.onEnd(() => {
      ended += 1;
      present = undefined;
      world.after(planned?.pauseMs ?? RESTART_MS, { run: begin });
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
    run.bot = await startBot({ ...options, incarnation, guildIds: options.guildIds(), log });
  };

  const stop = ({ incarnation, bot }: Run) => {
    const kill = () => incarnation.end('killed');
    if (!bot || incarnation.owner.isDead) return kill();
    history.add({ kind: 'incarnation', number: incarnation.number, how: 'asked to stop' });
    bot.stop().then(() => incarnation.end('stopped'), kill);
    world.after(STOPPING_MS, { run: kill });
  };

  const suffer = (trouble: Trouble) => {
    const incarnation = present?.incarnation;
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
        incarnation?.stepClock(trouble.byMs);
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
      begin();
      for (const trouble of plan.troubles) world.after(trouble.at, { run: () => suffer(trouble) });
    },
    /** Brings an interaction to the bot that there is, if there is one and it can be reached. */
    deliver(payload: unknown) {
      const run = present;
      if (run)
        world.after(GATEWAY_MS, { owner: run.incarnation.owner, run: () => void run.bot?.dispatch.handle(payload) });
    },
    present: () => present?.incarnation.number ?? 0,
    ended: () => ended,
    faults: faults as readonly PlannedFault[],
    /** Nothing of it goes on. */
    close() {
      present?.incarnation.end('killed');
    },
  };
}
