import { setTimeout as delay } from 'node:timers/promises';
import { arm } from './arm.ts';
import type { Keeper, Reason } from './keeper.ts';
import type { Interruption } from './plan.ts';
import type { Aim, Moment } from './points.ts';
import type { Stage } from './world.ts';

/** Real time in which what is aimed at has to come by; then it strikes at whatever moment that is. */
const AIM_PATIENCE_MS = 5_000;

/** Longer than any lease, in the sandbox's time. */
const PAUSE_MS = 90_000;

const LOOK_MS = 10;

export interface InterruptDeps {
  stage: Stage;
  keeper: Keeper;
  /** Whose request it is, by all that it says. */
  ownersOf(words: string): string[];
}

/** Does one interruption, from aiming to the bot's return. */
export async function interrupt(deps: InterruptDeps, interruption: Interruption): Promise<void> {
  const { keeper } = deps;
  const { kind, aim, awayMs, clockOffMs } = interruption;
  const { clock } = deps.stage;
  const strike = (met: Aim | null, words = '') => {
    const reason: Reason = {
      ...{ kind, aim: met, awayMs, port: met ? deps.stage.senders.port() : undefined },
      markers: words === '' ? [] : deps.ownersOf(words),
    };
    if (kind === 'kill') keeper.kill(reason);
    else if (kind === 'stop') keeper.stop(reason);
    else keeper.hold(reason);
  };

  if (aim) await strikeAt(deps, kind, aim, strike);
  else await strikeAnywhere(deps, interruption, strike);
  if (kind === 'pause') {
    await delay(PAUSE_MS / clock.speed);
    keeper.letGo();
  } else {
    await keeper.beAway();
    const offsetSeconds = clock.offsetSeconds() + clockOffMs / 1_000;
    keeper.start(clockOffMs === 0 ? {} : { CLOCK_OFFSET_SECONDS: String(offsetSeconds) });
  }
}

async function strikeAt(
  { stage, keeper }: InterruptDeps,
  kind: Interruption['kind'],
  aim: Aim,
  strike: (met: Aim | null, words?: string) => void,
): Promise<void> {
  await keeper.untilUp();
  let isStruck = false;
  const trap = arm(stage, {
    point: aim.point,
    ...(kind === 'kill' ? deadlyFault(aim.moment) : harmlessFault(aim.moment)),
    onHit(words) {
      isStruck = true;
      strike(aim, words);
    },
  });
  const givesUpAt = performance.now() + AIM_PATIENCE_MS;
  while (!isStruck && performance.now() < givesUpAt) await delay(LOOK_MS);
  trap.remove();
  if (!isStruck) strike(null);
}

async function strikeAnywhere(
  { keeper }: InterruptDeps,
  { after, afterMs }: Interruption,
  strike: (met: Aim | null) => void,
): Promise<void> {
  if (after === 'work') await keeper.untilUp();
  const beganAt = after === 'work' ? performance.now() - keeper.upForMs() : keeper.spawnedAt;
  await delay(Math.max(0, beganAt + afterMs - performance.now()));
  strike(null);
}

/** Nobody is left to hear the answer. */
function deadlyFault(moment: Moment) {
  const faults = {
    arrived: { fault: 'hang', when: 'before' },
    passing: { fault: 'none', when: 'before' },
    executed: { fault: 'hang', when: 'after' },
    answered: { fault: 'none', when: 'answered' },
  } as const;
  return faults[moment];
}

/** The request goes its way, and the answer waits for whoever is held. */
function harmlessFault(moment: Moment) {
  const whens = { arrived: 'before', passing: 'before', executed: 'after', answered: 'answered' } as const;
  return { fault: 'none', when: whens[moment] } as const;
}
