import { setTimeout as delay } from 'node:timers/promises';
import { type BotProcess, startBotProcess } from '../../src/sandbox/playground/bot-process.ts';
import { WAITED_MS } from './chaos-clock.ts';
import type { Keeper, KeeperOptions, Reason } from './keeper.ts';
import type { Point } from './points.ts';
import { createRandom } from './random.ts';
import type { Absence } from './record.ts';
import { processAt } from './senders.ts';

export interface FleetOptions extends KeeperOptions {
  gateways: number;
  workers: number;
  seed: number;
}

/** A process that does not come up within this real time never will. */
const START_MS = 180_000;
const LOOK_MS = 20;

/** Of starts that nobody broke off. */
const MOST_OWN_ENDS = 20;

/** How far the clocks of the machines are apart, at most; in the sandbox's time. */
const CLOCKS_APART_MS = 4 * 60_000;

interface Member {
  name: string;
  isGateway: boolean;
  environment: Record<string, string>;
  bot: BotProcess | undefined;
  upSince: number | undefined;
  /** The process whose end is wanted. */
  doomed: BotProcess | undefined;
  absence: Absence | undefined;
}

/**
 * Keeps the processes of a fleet. Which of them is meant is up to chance, or to the point that is aimed at: there it is who has sent the
 * request, or, where nobody can say, all who could have.
 */
export function createFleetKeeper(options: FleetOptions): Keeper {
  const { clock, folder, environment, onLog, absences, gateways, workers, seed } = options;
  const random = createRandom(seed, 'fleet');
  const machineOf = (index: number) => ({ CLOCK_APART_SECONDS: String(apart(index, gateways + workers)) });
  const memberOf = (name: string, isGateway: boolean, own: Record<string, string>): Member => {
    return {
      name,
      isGateway,
      environment: own,
      bot: undefined,
      upSince: undefined,
      doomed: undefined,
      absence: undefined,
    };
  };
  const members: Member[] = [
    ...Array.from({ length: gateways }, (_, index) =>
      memberOf(`gateway ${index}`, true, {
        ROLE: 'gateway',
        SHARDS: String(index),
        SHARD_COUNT: String(gateways),
        ...machineOf(index),
      }),
    ),
    ...Array.from({ length: workers }, (_, index) =>
      memberOf(`worker ${index}`, false, { ROLE: 'worker', ...machineOf(gateways + index) }),
    ),
  ];
  /** Of the last interruption. */
  let victims: Member[] = [];
  let spawnedAt = 0;
  let lives = 0;
  let ownEnds = 0;

  const leave = (member: Member, { kind, aim, markers, awayMs }: Reason) => {
    member.upSince = undefined;
    member.absence = { kind, aim, markers, awayMs, from: clock.now(), until: undefined };
    absences.push(member.absence);
  };
  const beBack = (member: Member) => {
    member.upSince = performance.now();
    if (member.absence) member.absence.until ??= clock.now();
  };

  const startMember = (member: Member, more: Record<string, string> = {}) => {
    const { CLOCK_APART_SECONDS: apartBy = '0', ...own } = member.environment;
    const common = environment();
    const skewed = Number(common.CLOCK_OFFSET_SECONDS) + Number(apartBy);
    const started = startBotProcess({
      folder,
      onLog: (line) => onLog(line.replace('{', `{"process":"${member.name}",`)),
      environment: { ...common, CLOCK_OFFSET_SECONDS: String(skewed), ...own, ...more },
    });
    member.bot = started;
    spawnedAt = performance.now();
    if (member.isGateway) lives += 1;
    started.atWork.then(
      () => member.bot === started && member.doomed !== started && beBack(member),
      () => {},
    );
    started.ended.then((code) => {
      if (member.doomed === started) return;
      onLog(JSON.stringify({ msg: 'a process ended by itself', process: member.name, code }));
      leave(member, { kind: 'ownEnd', aim: null, markers: [], awayMs: 0 });
      ownEnds += 1;
      if (ownEnds < MOST_OWN_ENDS) startMember(member, more);
    });
  };

  const end = (reason: Reason, signal: NodeJS.Signals) => {
    victims = victimsOf(reason);
    for (const member of victims) {
      member.doomed = member.bot;
      leave(member, reason);
      member.bot?.signal(signal);
    }
  };

  const senderAt = (port: number): Member | undefined => {
    const pid = processAt(
      port,
      members.flatMap(({ bot }) => bot?.pid ?? []),
    );
    return pid === undefined ? undefined : members.find(({ bot }) => bot?.pid === pid);
  };

  const victimsOf = ({ kind, aim, port }: Reason): Member[] => {
    if (kind === 'restart') return members;
    const sender = port === undefined ? undefined : senderAt(port);
    if (sender) return [sender];
    if (!aim || kind === 'pause') return [random.pick(members)];
    const isMeant = (member: Member) => (isOfGateways(aim.point) ? member.isGateway : !member.isGateway);
    return aim.point === 'discord.edit' ? members : members.filter(isMeant);
  };

  const upFor = (): number => {
    const answering = members.filter(({ isGateway }) => isGateway);
    const since = answering.map(({ upSince }) => upSince ?? Number.POSITIVE_INFINITY);
    return Math.max(0, performance.now() - Math.max(...since));
  };

  return {
    start(more = {}) {
      const starting = lives === 0 ? members : victims;
      for (const member of starting) startMember(member, starting.length === 1 ? more : {});
    },
    kill: (reason) => end(reason, 'SIGKILL'),
    stop: (reason) => end(reason, 'SIGTERM'),
    async beAway() {
      await Promise.all(victims.map(({ bot }) => bot?.ended));
      const awayMs = victims[0]?.absence?.awayMs ?? 0;
      // Time cannot be skipped while others run: who is away for longer comes back sooner.
      const othersRun = victims.length < members.length;
      await clock.pass(othersRun ? Math.min(awayMs, WAITED_MS) : awayMs);
    },
    hold(reason) {
      victims = victimsOf(reason);
      for (const member of victims) {
        leave(member, reason);
        member.bot?.signal('SIGSTOP');
      }
    },
    letGo() {
      for (const member of victims) {
        member.bot?.signal('SIGCONT');
        beBack(member);
      }
    },
    upForMs: upFor,
    async untilUp() {
      const givesUpAt = performance.now() + START_MS;
      while (upFor() <= 0) {
        if (performance.now() > givesUpAt) throw new Error('the gateways do not come up');
        await delay(LOOK_MS);
      }
    },
    get spawnedAt() {
      return spawnedAt;
    },
    get lives() {
      return lives;
    },
    async close() {
      for (const { bot } of members) bot?.signal('SIGCONT');
      for (const member of members) member.doomed = member.bot;
      await Promise.all(members.map(({ bot }) => bot?.stop('SIGKILL')));
    },
  };
}

/** Who sends it: what a member is answered, and what members' songs are looked at for. */
function isOfGateways(point: Point): boolean {
  return point === 'discord.answer' || point === 'discord.song';
}

/** In seconds: spread evenly from one end to the other. */
function apart(index: number, count: number): number {
  return Math.round((((index / Math.max(1, count - 1)) * 2 - 1) * CLOCKS_APART_MS) / 2 / 1_000);
}
