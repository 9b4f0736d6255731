import { describe, expect, it } from 'vitest';
import { createCoverage } from './coverage.ts';
import { createHistory } from './history.ts';
import { createIncarnation, type Effect } from './incarnation.ts';
import { ONE_WISH } from './one-wish.ts';
import type { Plan } from './plan.ts';
import { createWorld } from './world.ts';

/** A run in a world of its own, that does one thing to the outside, and what it heard of it. */
function open(plan: Partial<Plan> = {}) {
  const world = createWorld({ seed: 1, startsAt: 0 });
  const history = createHistory(world.now);
  const incarnation = createIncarnation({
    world,
    history,
    coverage: createCoverage(),
    plan: { ...ONE_WISH, startsAt: 0, ...plan },
    number: 1,
    clockOffsetMs: 0,
    onFault: () => undefined,
  });
  const outside: string[] = [];
  const heard: unknown[] = [];
  const send = (effect: Partial<Effect<string>> = {}) => {
    const act = () => {
      outside.push('done');
      return 'answer';
    };
    incarnation
      .effect({ name: 'post', act, takesMs: 100, isRemote: true, lost: (sent) => (sent ? 'lost?' : 'lost'), ...effect })
      .then(
        (answer) => heard.push(answer),
        (error) => heard.push(error),
      );
  };
  return { world, incarnation, outside, heard, send, run: () => world.run(60_000) };
}

const fault = (what: 'lost before' | 'lost after') => [{ incarnation: 1, effect: 'post', n: 1, what, ms: 0, roll: 0 }];
const killed = (when: 'before' | 'after') =>
  [{ kind: 'at', effect: 'post', n: 1, when, at: 50_000, pauseMs: 1 }] as const;

describe('what a run does to the world', () => {
  it('is done there, and comes back', async () => {
    const { outside, heard, send, run } = open();
    send();
    expect(outside).toEqual([]);
    await run();

    expect([outside, heard]).toEqual([['done'], ['answer']]);
  });

  it('gets lost on its way there, or on its way back', async () => {
    const [there, back] = [open({ faults: fault('lost before') }), open({ faults: fault('lost after') })];
    for (const one of [there, back]) {
      one.send();
      await one.run();
    }

    expect([there.outside, there.heard]).toEqual([[], ['lost']]);
    expect([back.outside, back.heard]).toEqual([['done'], ['lost?']]);
  });

  it('is the last thing that it does, before or after it is done', async () => {
    const [before, after] = [open({ ends: killed('before') }), open({ ends: killed('after') })];
    for (const one of [before, after]) {
      one.send();
      await one.run();
    }

    expect([before.outside, before.heard]).toEqual([[], []]);
    expect([after.outside, after.heard]).toEqual([['done'], []]);
  });

  it('arrives though its sender has ended, where it goes through a network', async () => {
    const [remote, local] = [open(), open()];
    remote.send();
    local.send({ isRemote: false });
    for (const one of [remote, local]) {
      one.incarnation.end('killed');
      await one.run();
    }

    expect([remote.outside, remote.heard]).toEqual([['done'], []]);
    expect([local.outside, local.heard]).toEqual([[], []]);
  });

  it('reaches nobody while it is cut off, and waits no longer than it has patience', async () => {
    const { incarnation, outside, heard, send, run } = open();
    incarnation.cutOff(true);
    send({ patience: { ms: 5_000, error: () => 'too long' } });
    await run();

    expect([outside, heard]).toEqual([[], ['too long']]);
  });

  it('leaves once a run goes on that stands still right before, and is waited for as long as ever from then on', async () => {
    const stand = { incarnation: 1, effect: 'post', n: 1, ms: 20_000, isBefore: true, sleeps: false };
    const { world, outside, heard, send, run } = open({ stands: [stand] });
    send({ patience: { ms: 5_000, error: () => 'too long' } });
    await world.run(19_000);
    expect([outside, heard]).toEqual([[], []]);
    await run();

    expect([outside, heard]).toEqual([['done'], ['answer']]);
  });

  it('is heard of once a paused run goes on', async () => {
    const { world, incarnation, outside, heard, send, run } = open();
    send();
    incarnation.pause();
    await world.run(10_000);
    expect([outside, heard]).toEqual([['done'], []]);
    incarnation.resume();
    await run();

    expect(heard).toEqual(['answer']);
  });
});

describe('time', () => {
  it('costs nothing, and is what the clock of a run shows, as somebody has set it', async () => {
    const { world, incarnation, heard } = open();
    const { clock } = incarnation;
    const before = clock.monotonic();
    clock.sleep(30_000).then(() => heard.push(clock.now()));
    incarnation.stepClock(3_600_000);
    await world.run(40_000);

    expect(heard).toEqual([3_630_000]);
    expect(clock.monotonic() - before).toBe(40_000);
  });

  it('wakes whoever sleeps in the order of their moments, and nobody who was aborted', async () => {
    const { incarnation, heard, run } = open();
    const { clock } = incarnation;
    const aborted = new AbortController();
    for (const ms of [300, 100, 200]) void clock.sleep(ms).then(() => heard.push(ms));
    clock.sleep(50, aborted.signal).catch((error: unknown) => heard.push(error));
    aborted.abort('left');
    await run();

    expect(heard).toEqual(['left', 100, 200, 300]);
  });
});
