import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesInLine } from '../../../src/domain/turns/places.ts';
import { createTurns, type ProviderLimit, type Turns } from '../../../src/domain/turns/turns.ts';

const candidateOf = (provider: string) => ({ provider, model: 'm', priceMicros: 1 });

/** A job called after its guild, its member where there are several, and its number: `a1` or `ax1`. */
function waitIn(turns: Turns, ids: string, { providers = ['p'], notBefore = 0 } = {}): void {
  for (const id of ids.split(' ')) {
    const order = Number(id.replace(/\D/g, ''));
    const memberId = id.replace(/\d/g, '');
    turns.wait({ id, guildId: id.slice(0, 1), memberId, order, candidates: providers.map(candidateOf), notBefore });
  }
}

function takeAll(turns: Turns, now = 0): string[] {
  const taken: string[] = [];
  for (let turn = turns.next(now); turn; turn = turns.next(now)) taken.push(turn.id);
  return taken;
}

const OPEN: ProviderLimit = { slots: 100, closedUntil: 0, isOnTrial: false };

/** `limit` is that of both providers, p and q. */
function turnsWith({ perGuild = 2, ...limit }: { perGuild?: number } & Partial<ProviderLimit> = {}): Turns {
  const turns = createTurns({ perGuild });
  for (const provider of ['p', 'q']) turns.limit(provider, { ...OPEN, ...limit });
  return turns;
}

describe('turns', () => {
  it('are given to nobody while all is held, and to all that wait afterwards', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1 b2');
    turns.hold({ all: true, guilds: new Set(), providers: new Set() });
    expect(takeAll(turns)).toEqual([]);
    expect(turns.places().size).toBe(2);

    turns.hold({ all: false, guilds: new Set(), providers: new Set() });

    expect(takeAll(turns)).toEqual(['a1', 'b2']);
  });

  it('pass over a guild that is held, which keeps its place in the round', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1 b2 a3');
    turns.hold({ all: false, guilds: new Set(['a']), providers: new Set() });
    expect(takeAll(turns)).toEqual(['b2']);

    turns.hold({ all: false, guilds: new Set(), providers: new Set() });

    expect(takeAll(turns)).toEqual(['a1', 'a3']);
  });

  it('go to another provider where the first is held, and to none where there is no other', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1', { providers: ['p', 'q'] });
    waitIn(turns, 'b2', { providers: ['p'] });
    turns.hold({ all: false, guilds: new Set(), providers: new Set(['p']) });

    expect(turns.next(0)).toMatchObject({ id: 'a1', candidate: { provider: 'q' } });
    expect(turns.next(0)).toBeUndefined();
  });

  it('go round over the guilds', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1 a2 a3 b4 b5 c6');

    expect(takeAll(turns)).toEqual(['a1', 'b4', 'c6', 'a2', 'b5']);
  });

  it('go round over the members of a guild, and come in order of acceptance to each', () => {
    const turns = turnsWith({ perGuild: 100 });
    waitIn(turns, 'ax1 ax2 ax3 ay4 ay5 az6 b7 b8');

    expect(turns.lineOf('a')).toEqual(['ax1', 'ay4', 'az6', 'ax2', 'ay5', 'ax3']);
    expect(takeAll(turns)).toEqual(['ax1', 'b7', 'ay4', 'b8', 'az6', 'ax2', 'ay5', 'ax3']);
    expect(turns.lineOf('a')).toEqual([]);
  });

  it('come to a member with one after two at most of one who has forty waiting', () => {
    const turns = turnsWith({ perGuild: 2, slots: 2 });
    waitIn(turns, Array.from({ length: 40 }, (_, index) => `ax${index + 1}`).join(' '));
    const running = takeAll(turns);
    waitIn(turns, 'ay99');
    const started: string[] = [];
    for (let [done] = running; done !== undefined && !started.includes('ay99'); [done] = running.splice(0, 1)) {
      turns.leave(done);
      const next = takeAll(turns);
      started.push(...next);
      running.push(...next);
    }

    expect(started.indexOf('ay99')).toBeGreaterThanOrEqual(0);
    expect(started.indexOf('ay99')).toBeLessThanOrEqual(2);
  });

  it('pass over a member whose covers are not due, without loss of their place', () => {
    const turns = turnsWith({ perGuild: 100 });
    waitIn(turns, 'ax1 ax2', { notBefore: 500 });
    waitIn(turns, 'ay3 ay4 ay5');
    expect(turns.next(0)?.id).toBe('ay3');
    expect(turns.next(500)?.id).toBe('ax1');

    expect(takeAll(turns, 500)).toEqual(['ay4', 'ax2', 'ay5']);
  });

  it('go to whoever a job is by now', () => {
    const turns = turnsWith({ perGuild: 100 });
    waitIn(turns, 'ax1 ax2 ay3');
    const candidates = [candidateOf('p')];
    turns.wait({ id: 'ax1', guildId: 'a', memberId: 'nobody', order: 1, candidates, notBefore: 0 });

    expect(takeAll(turns)).toEqual(['ax2', 'ay3', 'ax1']);
  });

  it('put a guild that filled its cap behind the others once a slot of its own is free', () => {
    const turns = turnsWith({ perGuild: 1, slots: 2 });
    waitIn(turns, 'a1 a2 b3 c4');
    expect(takeAll(turns)).toEqual(['a1', 'b3']);

    turns.leave('a1');

    expect(takeAll(turns)).toEqual(['c4']);
    turns.leave('c4');
    expect(takeAll(turns)).toEqual(['a2']);
  });

  it('pass over jobs that are not due, and say when the next one is', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1', { notBefore: 500 });
    waitIn(turns, 'a2 b3');
    waitIn(turns, 'b4', { notBefore: 300 });

    expect(takeAll(turns, 299)).toEqual(['a2', 'b3']);
    expect(turns.nextDue(299)).toBe(300);
    expect(takeAll(turns, 300)).toEqual(['b4']);
    expect(turns.nextDue(300)).toBe(500);
    expect(takeAll(turns, 500)).toEqual(['a1']);
    expect(turns.nextDue(500)).toBeUndefined();
  });

  it('forget the time of a job that left or may start earlier', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1 a2', { notBefore: 500 });
    turns.leave('a1');
    waitIn(turns, 'a2', { notBefore: 200 });

    expect(turns.nextDue(100)).toBe(200);
    turns.leave('a2');
    expect(turns.nextDue(100)).toBeUndefined();
  });

  it('come due, too, when a provider that took nobody takes some again; for nobody while nobody waits', () => {
    const turns = turnsWith({ closedUntil: 300 });
    expect(turns.nextDue(100)).toBeUndefined();
    waitIn(turns, 'a1');
    waitIn(turns, 'b2', { notBefore: 400 });

    expect([100, 299, 300, 400].map((now) => turns.nextDue(now))).toEqual([300, 300, 400, undefined]);
  });

  it('go one at a time to a provider that was away, beyond what is under way there, until it is on trial no more', () => {
    const turns = turnsWith({ perGuild: 5, closedUntil: 300, isOnTrial: true });
    turns.occupy({ id: 'x', guildId: 'z', provider: 'p' });
    waitIn(turns, 'a1 b2 c3 d4');
    expect(takeAll(turns, 299)).toEqual([]);

    expect(takeAll(turns, 300)).toEqual(['a1']);
    turns.leave('a1');
    expect(takeAll(turns, 301)).toEqual(['b2']);
    turns.leave('x');
    turns.leave('b2');
    expect(takeAll(turns, 302)).toEqual(['c3']);

    turns.limit('p', OPEN);
    expect(takeAll(turns, 303)).toEqual(['d4']);
  });

  it('begin a new trial each time that a provider was away', () => {
    const turns = turnsWith({ perGuild: 5, isOnTrial: true });
    waitIn(turns, 'a1 b2 c3');
    expect(takeAll(turns, 1)).toEqual(['a1']);

    turns.limit('p', { ...OPEN, closedUntil: 10, isOnTrial: true });

    expect(takeAll(turns, 9)).toEqual([]);
    expect(takeAll(turns, 10)).toEqual(['b2']);
  });

  it('know no limit of a provider that was never named', () => {
    const turns = createTurns({ perGuild: 2 });
    waitIn(turns, 'a1 b2 c3 d4');

    expect(takeAll(turns)).toEqual(['a1', 'b2', 'c3', 'd4']);
  });

  it('put a job that comes back where its acceptance places it', () => {
    const turns = turnsWith({ perGuild: 1 });
    waitIn(turns, 'a1 a2 a3');
    expect(takeAll(turns)).toEqual(['a1']);

    waitIn(turns, 'a1');

    expect(takeAll(turns)).toEqual(['a1']);
  });

  it('go by the limit of a provider as it was named last', () => {
    const turns = turnsWith({ slots: 0 });
    waitIn(turns, 'a1 b2');
    expect(takeAll(turns)).toEqual([]);

    turns.limit('p', { ...OPEN, slots: 1 });

    expect(takeAll(turns)).toEqual(['a1']);
  });

  it('go to the first candidate with a free slot, and prefer no guild for having a choice', () => {
    const turns = turnsWith({ slots: 1 });
    waitIn(turns, 'a1', { providers: ['p'] });
    waitIn(turns, 'b2', { providers: ['p'] });
    waitIn(turns, 'c3', { providers: ['p', 'q'] });

    expect(turns.next(0)).toEqual({ id: 'a1', candidate: candidateOf('p') });
    expect(turns.next(0)).toEqual({ id: 'c3', candidate: candidateOf('q') });
    expect(turns.next(0)).toBeUndefined();
  });

  it('count what runs already, even above the caps, and give no turn until there is room', () => {
    const turns = turnsWith({ perGuild: 1, slots: 1 });
    for (const id of ['x', 'y']) turns.occupy({ id, guildId: 'a', provider: 'p' });
    turns.occupy({ id: 'y', guildId: 'a', provider: 'p' });
    waitIn(turns, 'a1 b2');
    expect(takeAll(turns)).toEqual([]);

    turns.leave('x');
    expect(takeAll(turns)).toEqual([]);
    turns.leave('y');
    turns.leave('y');

    expect(takeAll(turns)).toEqual(['b2']);
  });

  it('keep to both caps and lose no job, whatever happens', () => {
    fc.assert(
      // Of all lengths: the usual ones are too short for a provider to be full while a guild is not.
      fc.property(fc.array(event, { maxLength: 80, size: 'max' }), fc.integer({ min: 1, max: 3 }), (events, cap) => {
        const turns = turnsWith({ perGuild: cap, slots: cap + 1 });
        const model = createModel(cap);
        for (const [order, one] of events.entries()) {
          if (one.kind === 'wait') {
            const { guildId, memberId, provider } = one;
            model.waiting.set(`j${order}`, one);
            const candidates = [candidateOf(provider)];
            turns.wait({ id: `j${order}`, guildId, memberId, order, candidates, notBefore: 0 });
          } else if (one.kind === 'leave') {
            turns.leave(model.remove(one.pick));
          } else {
            const possible = model.possible();
            expect(possible).toContain(model.start(turns.next(0)?.id));
          }
          expect(new Set(turns.places().keys())).toEqual(new Set(model.waiting.keys()));
        }
      }),
    );
  });
});

interface ModelJob {
  guildId: string;
  provider: string;
}

const event = fc.oneof(
  fc.record({
    kind: fc.constant('wait' as const),
    guildId: fc.constantFrom('a', 'b', 'c'),
    memberId: fc.constantFrom('x', 'y', 'z'),
    provider: fc.constantFrom('p', 'q'),
  }),
  fc.record({ kind: fc.constant('next' as const) }),
  fc.record({ kind: fc.constant('leave' as const), pick: fc.nat() }),
);

/** Who waits and who runs, with no order at all. */
function createModel(cap: number) {
  const waiting = new Map<string, ModelJob>();
  const running = new Map<string, ModelJob>();
  const fits = (job: ModelJob) => {
    const others = [...running.values()];
    return (
      others.filter(({ guildId }) => guildId === job.guildId).length < cap &&
      others.filter(({ provider }) => provider === job.provider).length < cap + 1
    );
  };
  return {
    waiting,
    /** Who could have the next turn; undefined stands for nobody. */
    possible(): (string | undefined)[] {
      const ids = [...waiting].filter(([, job]) => fits(job)).map(([id]) => id);
      return ids.length > 0 ? ids : [undefined];
    },
    /** Notes what started, and gives it back. */
    start(id: string | undefined) {
      const job = id === undefined ? undefined : waiting.get(id);
      if (id !== undefined && job) running.set(id, job);
      if (id !== undefined) waiting.delete(id);
      return id;
    },
    remove(pick: number): string {
      const ids = [...running.keys(), ...waiting.keys()];
      const id = ids[pick % Math.max(1, ids.length)] ?? 'nobody';
      running.delete(id);
      waiting.delete(id);
      return id;
    },
  };
}

/** Whose the jobs of a guild are, in order of acceptance. */
const membersOf = fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 9 });

describe('places', () => {
  const linesOf = (lengths: readonly number[]) =>
    lengths.map((length, guild) => ({
      ids: Array.from({ length }, (_, index) => `${guild}/${index}`),
      isFull: guild % 2 === 1,
    }));

  it('are what the formula says, guild by guild', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), (lengths, perGuild) => {
        const places = placesInLine(linesOf(lengths), perGuild);

        expect(places.size).toBe(lengths.reduce((sum, length) => sum + length, 0));
        for (const [guild, length] of lengths.entries()) {
          for (let index = 0; index < length; index += 1) {
            const fromOthers = lengths
              .filter((_, other) => other !== guild)
              .reduce((sum, other) => sum + Math.min(other, perGuild * (Math.floor(index / perGuild) + 1)), 0);
            const place = { place: index + fromOthers + 1, guildIsFull: guild % 2 === 1 };
            expect(places.get(`${guild}/${index}`)).toEqual(place);
          }
        }
      }),
    );
  });

  it('are never lower than the turns that really come first', () => {
    fc.assert(
      fc.property(fc.array(membersOf, { maxLength: 5 }), fc.integer({ min: 1, max: 3 }), (guilds, perGuild) => {
        const turns = turnsWith({ perGuild, slots: 1 });
        const candidates = [candidateOf('p')];
        for (const [guild, members] of guilds.entries()) {
          for (const [order, memberId] of members.entries()) {
            const id = `${guild}/${order}`;
            turns.wait({ id, guildId: `${guild}`, memberId, order, candidates, notBefore: 0 });
          }
        }
        const promised = turns.places();
        let turnsTaken = 0;
        for (let turn = turns.next(0); turn; turn = turns.next(0)) {
          turnsTaken += 1;
          expect(promised.get(turn.id)?.place).toBeGreaterThanOrEqual(turnsTaken);
          turns.leave(turn.id);
        }
      }),
    );
  });

  it('are the turns that really come, where one guild waits alone', () => {
    fc.assert(
      fc.property(membersOf, fc.integer({ min: 1, max: 3 }), (members, perGuild) => {
        const turns = turnsWith({ perGuild, slots: 1 });
        const candidates = [candidateOf('p')];
        for (const [order, memberId] of members.entries())
          turns.wait({ id: `${order}`, guildId: 'a', memberId, order, candidates, notBefore: 0 });
        const promised = [...turns.places()].map(([id, { place }]) => ({ id, place }));
        const line = turns.lineOf('a');
        const taken: string[] = [];
        for (let turn = turns.next(0); turn; turn = turns.next(0)) {
          taken.push(turn.id);
          turns.leave(turn.id);
        }

        expect(taken).toEqual(line);
        expect(promised).toEqual(taken.map((id, index) => ({ id, place: index + 1 })));
      }),
    );
  });

  it('are computed once until the line changes', () => {
    const turns = turnsWith();
    waitIn(turns, 'a1 a2');
    const before = turns.places();
    expect(turns.places()).toBe(before);

    turns.next(0);

    expect([...turns.places().keys()]).toEqual(['a2']);
    expect([...before.keys()]).toEqual(['a1', 'a2']);
  });

  it('are right at the end of a long line', () => {
    const lines = linesOf(Array.from({ length: 500 }, () => 20));

    expect(placesInLine(lines, 2).get('499/19')).toEqual({ place: 500 * 20, guildIsFull: true });
  });
});
