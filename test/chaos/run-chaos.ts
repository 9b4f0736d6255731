import { setTimeout as delay } from 'node:timers/promises';
import { type Armed, arm, armChannel } from './arm.ts';
import { environmentOf } from './environment.ts';
import { createFleetKeeper } from './fleet-keeper.ts';
import { type Fulfilled, fulfil } from './fulfil.ts';
import { interrupt } from './interrupt.ts';
import { createKeeper } from './keeper.ts';
import { createOwners } from './owners.ts';
import { phaseAt } from './phases.ts';
import type { Plan, PlannedFault } from './plan.ts';
import { probeQuotas } from './probe-quotas.ts';
import { expectedUse } from './quotas.ts';
import { createRandom } from './random.ts';
import { emptyRecord, type RunRecord, type Strike } from './record.ts';
import { reportOf } from './report.ts';
import { settle } from './settle.ts';
import { watchMessages } from './watch-messages.ts';
import { openStage, type Stage } from './world.ts';

/** Wishes that are on their way at once, beside those of which the bot is still finding out what became of them. */
const UNDER_WAY = 20;

/** How far the asking may be ahead of the interruptions. */
const AHEAD = 12;

/** Real time from one member's wish to the next. */
const GAP_MS = { minimum: 100, maximum: 600 } as const;

const LOOK_MS = 10;

export interface RunResult {
  /** For people to read. */
  report: string;
  /** Nothing differs from what was promised. */
  isGood: boolean;
}

/** Plays a plan against the real bot, and judges what was seen. `onLog` gets each line of the bot's log, of all its lives. */
export async function runChaos(plan: Plan, onLog: (line: string) => void): Promise<RunResult> {
  const startedAt = performance.now();
  const record = emptyRecord();
  const stage = await openStage(plan, (marker) => void record.failedByPlan.add(marker));
  const botLog: string[] = [];
  let started = 0;
  const keeping = {
    clock: stage.clock,
    folder: stage.folder,
    absences: record.absences,
    onLog(line: string) {
      botLog.push(line);
      onLog(line);
    },
    environment: () => environmentOf(stage, phaseAt(plan.phases, started)),
  };
  const keeper = stage.postgres
    ? createFleetKeeper({ ...keeping, gateways: 2, workers: 3, seed: plan.seed })
    : createKeeper(keeping);
  const seen = watchMessages(stage, record);
  const owners = createOwners(stage);
  let isOver = false;
  try {
    keeper.start();
    await keeper.untilUp();

    const deps = { stage, keeper, record, seen, isOver: () => isOver };
    const fulfilled: (Fulfilled | 'open')[] = plan.wishes.map(() => 'open');
    const traps: Armed[] = [];
    const mishaps = createMishaps(stage, record, traps, owners.of);
    const interrupting = interruptAll(plan, { stage, keeper, ownersOf: owners.of }, () => started);

    const pace = createRandom(plan.seed, 'pace');
    const underWay = new Set<number>();
    const all: Promise<void>[] = [];
    const quick = () => [...underWay].filter((wish) => !seen.isFindingOut(wish)).length;
    for (const wish of plan.wishes) {
      while (quick() >= UNDER_WAY || wish.number > interrupting.allows() + AHEAD) await delay(LOOK_MS);
      await delay(pace.between(GAP_MS.minimum, GAP_MS.maximum));
      started = wish.number;
      for (const fault of plan.faults) if (fault.atWish === wish.number) mishaps.begin(fault);
      underWay.add(wish.number);
      const ended = fulfil(deps, wish).then((how) => {
        fulfilled[wish.number] = how;
        underWay.delete(wish.number);
      });
      all.push(ended);
    }
    await interrupting.done;
    for (const trap of traps) trap.remove();
    await mishaps.over();
    await settle({ keeper, underWay: () => underWay.size, activity: () => activityOf(stage, record) });
    isOver = true;
    await Promise.all(all);
    owners.complete(record);
    const expected = expectedUse(record, plan);
    const said = await probeQuotas({ stage, keeper });
    const durationMs = performance.now() - startedAt;
    return reportOf({ plan, record, fulfilled, expected, said, stage, owners, botLog, durationMs });
  } finally {
    isOver = true;
    await keeper.close();
    await stage.close();
  }
}

/** Grows with everything that happens. */
function activityOf({ discord, runware, aimlapi, minimax }: Stage, { sightings, acts }: RunRecord): number {
  const requests = [discord.log.entries, runware.requests, aimlapi.requests, minimax.requests];
  return requests.reduce((sum, { length }) => sum + length, sightings.length + acts.length);
}

/** One interruption after the other, each when so many wishes have begun. */
function interruptAll(
  { interruptions, wishes }: Plan,
  deps: Parameters<typeof interrupt>[0],
  started: () => number,
): { allows(): number; done: Promise<void> } {
  let next = 0;
  const run = async () => {
    for (const interruption of interruptions) {
      while (started() < interruption.atWish) await delay(LOOK_MS);
      await interrupt(deps, interruption);
      next += 1;
    }
  };
  return { allows: () => interruptions[next]?.atWish ?? wishes.length, done: run() };
}

/** Faults, outages and what the gateway does of itself. */
function createMishaps(stage: Stage, record: RunRecord, traps: Armed[], ownersOf: (words: string) => string[]) {
  const outages = new Set<Promise<void>>();
  const { clock, discord } = stage;

  const strikesAt =
    ({ point, fault, when }: Pick<Strike, 'point' | 'fault' | 'when'>) =>
    (words: string) => {
      const [path = ''] = words.split(' ');
      record.strikes.push({ at: clock.now(), point, fault, when, markers: ownersOf(words), path });
    };

  const spoil = async ({ guild, fault, realMs }: Extract<PlannedFault, { kind: 'channel' }>) => {
    const channelId = stage.servers[guild]?.channel.id;
    if (channelId === undefined) throw new Error(`there is no server ${guild}`);
    const onHit = strikesAt({ point: 'discord.post', fault, when: 'before' });
    const trap = armChannel(stage, { channelId, fault, onHit });
    await delay(realMs);
    trap.remove();
  };

  const during = (mishap: Promise<void>) => {
    outages.add(mishap);
    mishap.finally(() => outages.delete(mishap));
  };

  const disturb = async ({ what }: Extract<PlannedFault, { kind: 'database' }>) => {
    if (!stage.postgres) return;
    const outage = { service: 'database' as const, from: clock.now(), until: Number.POSITIVE_INFINITY };
    record.outages.push(outage);
    if (what === 'cut') await stage.postgres.cut();
    else {
      await stage.postgres.kill();
      await stage.postgres.start();
    }
    outage.until = clock.now();
  };

  const refuse = async ({ service, realMs }: Extract<PlannedFault, { kind: 'outage' }>) => {
    const outage = { service, from: clock.now(), until: Number.POSITIVE_INFINITY };
    record.outages.push(outage);
    const open = stage[service].refuseConnections();
    await delay(realMs);
    await open();
    outage.until = clock.now();
  };

  return {
    begin(fault: PlannedFault) {
      switch (fault.kind) {
        case 'http':
          traps.push(arm(stage, { ...fault, onHit: strikesAt(fault) }));
          return;
        case 'outage':
          return during(refuse(fault));
        case 'channel':
          return during(spoil(fault));
        case 'database':
          return during(disturb(fault));
        case 'habits':
          Object.assign(stage.runware.settings, fault.habits);
          return;
        case 'replay':
          return discord.gateway.replay(fault.events);
        case 'gateway':
          if (fault.what === 'drop') discord.gateway.drop();
          else if (fault.what === 'reconnect') discord.gateway.requestReconnect();
          else discord.gateway.invalidate();
      }
    },
    over: () => Promise.all(outages),
  };
}
