import { describe, expect, it } from 'vitest';
import type { Held, Leases, Release } from '../../../src/jobs/leases.ts';
import type { SqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { acceptAndMove, type CreateJobsHarness, moveNow, useHarness } from './harness.ts';
import { candidateOf, guild, newcomer, steps } from './job-parts.ts';

const LASTS_MS = 30_000;
const ROOM = { make: 100, prepare: 100, deliver: 100 };
const RULES = {
  perGuild: 2,
  guildCaps: new Map<string, number>(),
  slots: new Map([['p', 3]]),
  held: { all: false, guilds: new Set<string>(), providers: new Set<string>() },
};

/** A worker among several on one storage, who is believed to live for a while after each sign of life. */
async function join(jobs: Pick<SqlJobs, 'leasesOf'>, workerId: string): Promise<Leases> {
  const leases = jobs.leasesOf({ workerId, lastsMs: LASTS_MS });
  await leases.join();
  return leases;
}

const claim = (leases: Leases, rules = RULES, released: readonly Release[] = []) =>
  leases.claim({ rules, room: ROOM, perGuild: ROOM }, released);

async function claimOne(leases: Leases, rules = RULES): Promise<Held> {
  const { claims } = await claim(leases, rules);
  if (claims.length !== 1 || !claims[0]) throw new Error(`${claims.length} were claimed`);
  return claims[0];
}

const SUBMIT = steps.submitting(candidateOf('p'));
const oneAt = (provider: string, n: number, changes = {}) =>
  newcomer(n, { candidates: [candidateOf(provider)], ...changes });

const heldFrom = (held: Partial<typeof RULES.held>) => ({ ...RULES, held: { ...RULES.held, ...held } });

const ONE_SLOT = { ...RULES, slots: new Map([['p', 1]]) };

const idsOf = (claims: readonly Held[]) => claims.map(({ id }) => id);

export function describeLeases(create: CreateJobsHarness): void {
  describe('leases of several workers', () => {
    it('are given to one of them, however many ask at once', async () => {
      const { jobs, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const workers = [await join(jobs, 'a'), await join(other, 'b'), await join(jobs, 'c')];
      for (let n = 1; n <= 2; n += 1) await jobs.accept(oneAt('p', n), []);

      const claimed = await Promise.all(workers.map((leases) => claim(leases)));

      const ids = claimed.flatMap(({ claims }) => claims.map(({ id }) => id));
      expect(ids.toSorted()).toEqual([newcomer(1).id, newcomer(2).id]);
    });

    it('never exceed the caps of guilds and providers, whoever claims', async () => {
      const { jobs, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const workers = [await join(jobs, 'a'), await join(other, 'b')];
      for (let n = 1; n <= 4; n += 1) await jobs.accept(oneAt('p', n, guild('one')), []);
      for (let n = 5; n <= 8; n += 1) await jobs.accept(oneAt('p', n, guild('two')), []);

      const claimed = await Promise.all([...workers, ...workers].map((leases) => claim(leases)));

      const ids = claimed.flatMap(({ claims }) => claims.map(({ id }) => id));
      expect(ids).toHaveLength(3);
      for (const name of ['one', 'two']) {
        const running = await jobs.lineOf(name);
        expect(running.filter((id) => ids.includes(id)).length).toBeLessThanOrEqual(2);
      }
    });

    it('of alarms are not given back by who has lost them', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      await join(jobs, 'a');
      await jobs.alarms.set('tell', clock.now(), 'one');
      const [ringing] = await jobs.alarms.claim('a', 'tell', clock.now(), 1);
      await clock.advance(LASTS_MS + 1);
      await join(other, 'b');
      expect(await other.alarms.claim('b', 'tell', clock.now(), 1)).toEqual([ringing]);

      await jobs.alarms.putBack(ringing?.seq ?? 0, 'a');
      expect(await jobs.alarms.claim('c', 'tell', clock.now() + 60_000, 1)).toEqual([]);
      await other.alarms.putBack(ringing?.seq ?? 0, 'b');
      await clock.advance(60_000);
      expect(await jobs.alarms.claim('c', 'tell', clock.now(), 1)).toEqual([ringing]);
    });

    it('end with a worker that says nothing, and the next one goes on with what was under way', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [gone, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      const lost = await claimOne(gone);
      await moveNow(jobs, lost.id, SUBMIT);
      await moveNow(jobs, lost.id, steps.generating());
      expect((await claim(next)).claims).toEqual([]);

      await clock.advance(LASTS_MS - 1);
      await next.beat();
      expect((await claim(next)).claims).toEqual([]);
      await clock.advance(1);
      const taken = await claimOne(next);

      expect(taken).toMatchObject({ id: lost.id, kind: 'make' });
      expect(taken.epoch).toBeGreaterThan(lost.epoch);
      expect([await gone.holds(lost), await next.holds(taken)]).toEqual([false, true]);
      await expect(gone.beat()).resolves.toBe(false);
    });

    it('are given to nobody who was given up, until they join once more', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [gone, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      await clock.advance(LASTS_MS - 1);
      await next.beat();
      await clock.advance(1);

      expect((await claim(gone)).claims).toEqual([]);
      await gone.join();
      await expect(claimOne(gone)).resolves.toMatchObject({ id: newcomer(1).id });
    });

    it('last as long as their worker says that it lives', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [one, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      const lease = await claimOne(one);
      for (let beats = 0; beats < 10; beats += 1) {
        await clock.advance(10_000);
        await expect(one.beat()).resolves.toBe(true);
        await expect(next.beat()).resolves.toBe(true);
        expect((await claim(next)).claims).toEqual([]);
      }
      await expect(one.holds(lease)).resolves.toBe(true);
    });

    it('are free at once when their worker leaves, with nothing held against the jobs', async () => {
      const { jobs, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [one, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      await claimOne(one);

      await one.leave();

      await expect(claimOne(next)).resolves.toMatchObject({ id: newcomer(1).id });
    });

    it('keep a worker that lost one from what it intends, though it sees the job as it was', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [gone, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      const lost = await claimOne(gone);
      const seen = await moveNow(jobs, lost.id, SUBMIT);
      await clock.advance(LASTS_MS);
      await next.beat();
      await next.join();
      const taken = await claimOne(next);

      await expect(jobs.change(seen.id, seen.version, steps.generating(), lost)).resolves.toBeUndefined();
      await expect(other.change(seen.id, seen.version, steps.generating(), taken)).resolves.toMatchObject({
        state: 'generating',
      });
    });

    it('do not stand in the way of what is known, whoever has learned it', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const gone = await join(jobs, 'a');
      await jobs.accept(oneAt('p', 1), []);
      const lost = await claimOne(gone);
      const seen = await moveNow(jobs, lost.id, SUBMIT);
      await clock.advance(LASTS_MS);
      await claimOne(await join(other, 'b'));

      await expect(jobs.change(seen.id, seen.version, steps.generating())).resolves.toMatchObject({
        state: 'generating',
      });
    });

    it('are not given to a worker that was given up, until it joins again, with nothing in its hands', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [gone, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      const lost = await claimOne(gone);
      await clock.advance(LASTS_MS);
      await next.join();
      expect((await claim(gone)).claims).toEqual([]);

      await gone.join();

      const again = await claimOne(gone);
      expect(again.epoch).toBeGreaterThan(lost.epoch);
      expect([await gone.holds(lost), await gone.holds(again)]).toEqual([false, true]);
    });

    it('of a worker that joins once more are in nobody’s hands', async () => {
      const { jobs, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [one, next] = [await join(jobs, 'a'), await join(other, 'b')];
      await jobs.accept(oneAt('p', 1), []);
      const lost = await claimOne(one);

      await one.join();

      await expect(one.holds(lost)).resolves.toBe(false);
      await expect(claimOne(next)).resolves.toMatchObject({ id: lost.id });
    });

    it('deliver to a channel one at a time, whoever does', async () => {
      const { jobs, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const [one, next] = [await join(jobs, 'a'), await join(other, 'b')];
      for (const n of [1, 2]) await acceptAndMove(jobs, oneAt('p', n), SUBMIT, steps.delivering());

      const [first, second] = await Promise.all([claim(one), claim(next)]);

      expect([...first.claims, ...second.claims]).toHaveLength(1);
    });

    it('go round over guilds, whoever gives the turns', async () => {
      const { jobs, harness } = await useHarness(create);
      const other = await harness.openAnother();
      const workers = [await join(jobs, 'a'), await join(other, 'b')];
      for (let n = 1; n <= 6; n += 1) await jobs.accept(oneAt('q', n, guild('large')), []);
      for (let n = 7; n <= 8; n += 1) await jobs.accept(oneAt('q', n, guild('small')), []);
      const rules = { ...RULES, slots: new Map([['q', 1]]) };
      const begun: string[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const { claims } = await claim(workers[turn % 2] as Leases, rules);
        for (const lease of claims) {
          begun.push(lease.id);
          await moveNow(jobs, lease.id, steps.cancelled());
        }
      }
      expect(begun).toEqual([1, 7, 2, 8].map((n) => newcomer(n).id));
    });

    it('to prepare and to deliver go round over guilds, whoever does', async () => {
      const begun: Record<string, string[]> = { prepare: [], deliver: [] };
      for (const [kind, ready] of [
        ['prepare', steps.unprepared()],
        ['deliver', steps.delivering()],
      ] as const) {
        const { jobs, harness } = await useHarness(create);
        const workers = [await join(jobs, 'a'), await join(await harness.openAnother(), 'b')];
        for (const [n, name] of [
          [1, 'large'],
          [2, 'large'],
          [3, 'large'],
          [4, 'small'],
          [5, 'small'],
        ] as const)
          await acceptAndMove(jobs, oneAt('p', n, { ...guild(name), channelId: `channel-${n}` }), SUBMIT, ready);
        for (let turn = 0; turn < 4; turn += 1) {
          const wish = { rules: RULES, room: { [kind]: 1 }, perGuild: ROOM };
          for (const lease of (await (workers[turn % 2] as Leases).claim(wish)).claims) {
            begun[kind]?.push(lease.id);
            await moveNow(jobs, lease.id, { ...steps.failed(), settle: { kind: 'commit', count: 1, micros: 1 } });
          }
        }
      }

      const order = [1, 4, 2, 5].map((n) => newcomer(n).id);
      expect(begun).toEqual({ prepare: order, deliver: order });
    });

    it('are given to nobody while all is held, and to all that wait afterwards', async () => {
      const { jobs } = await useHarness(create);
      const leases = await join(jobs, 'a');
      for (let n = 1; n <= 2; n += 1) await jobs.accept(oneAt('p', n), []);

      const { claims: whileHeld } = await claim(leases, heldFrom({ all: true }));
      const { claims: afterwards } = await claim(leases);

      expect(whileHeld).toEqual([]);
      expect(idsOf(afterwards)).toEqual([1, 2].map((n) => newcomer(n).id));
    });

    it('pass over a guild that is held, which keeps its place in the round', async () => {
      const { jobs } = await useHarness(create);
      const leases = await join(jobs, 'a');
      await jobs.accept(oneAt('p', 1, guild('held')), []);
      for (let n = 2; n <= 4; n += 1) await jobs.accept(oneAt('p', n, guild('other')), []);

      const { claims: whileHeld } = await claim(leases, { ...heldFrom({ guilds: new Set(['held']) }), perGuild: 1 });
      const { claims: afterwards } = await claim(leases, { ...RULES, slots: new Map([['p', 2]]) });

      expect(idsOf(whileHeld)).toEqual([newcomer(2).id]);
      expect(idsOf(afterwards)).toEqual([newcomer(1).id]);
    });

    it('go to another provider where the first is held, and to none where there is no other', async () => {
      const { jobs } = await useHarness(create);
      const leases = await join(jobs, 'a');
      await jobs.accept(newcomer(1, { candidates: [candidateOf('p'), candidateOf('q')] }), []);
      await jobs.accept(oneAt('p', 2, guild('other')), []);

      const { claims } = await claim(leases, heldFrom({ providers: new Set(['p']) }));

      expect(claims.map(({ id, provider }) => ({ id, provider }))).toEqual([{ id: newcomer(1).id, provider: 'q' }]);
    });

    it('leave their slots, the provider’s and the guild’s, to the next job when the takes are kept', async () => {
      const { jobs } = await useHarness(create);
      const leases = await join(jobs, 'a');
      for (let n = 1; n <= 2; n += 1) await jobs.accept(oneAt('p', n), []);
      const lease = await claimOne(leases, ONE_SLOT);
      await moveNow(jobs, lease.id, SUBMIT);
      await moveNow(jobs, lease.id, steps.generating());
      expect((await claim(leases, ONE_SLOT)).claims).toEqual([]);

      await moveNow(jobs, lease.id, steps.unprepared());
      const oneOfAll = { ...ONE_SLOT, perGuild: 1 };
      const { claims } = await claim(leases, oneOfAll, [{ lease, outcome: 'done' }]);

      expect(claims.map(({ id, kind }) => `${kind} ${id}`).toSorted()).toEqual(
        [`make ${newcomer(2).id}`, `prepare ${newcomer(1).id}`].toSorted(),
      );
    });

    it('are given beside what turned out to be under way, to nobody more than there are slots', async () => {
      const { jobs } = await useHarness(create);
      const leases = await join(jobs, 'a');
      for (let n = 1; n <= 2; n += 1) await jobs.accept(oneAt('p', n), []);
      const lease = await claimOne(leases, ONE_SLOT);
      await moveNow(jobs, lease.id, SUBMIT);
      await moveNow(jobs, lease.id, steps.unknown());
      await claim(leases, heldFrom({ all: true }), [{ lease, outcome: 'done' }]);

      await moveNow(jobs, lease.id, steps.generating());
      const { claims } = await claim(leases, ONE_SLOT);

      expect(idsOf(claims)).toEqual([newcomer(1).id]);
    });

    it('come to a member’s own jobs in order of acceptance', async () => {
      const { jobs } = await useHarness(create);
      const leases = await join(jobs, 'a');
      for (let n = 1; n <= 5; n += 1) await jobs.accept(oneAt('p', n), []);
      const oneAtATime = { ...RULES, perGuild: 1 };

      const begun: string[] = [];
      for (let n = 1; n <= 5; n += 1) {
        for (const { id } of (await claim(leases, oneAtATime)).claims) {
          begun.push(id);
          await moveNow(jobs, id, steps.cancelled());
        }
      }

      expect(begun).toEqual([1, 2, 3, 4, 5].map((n) => newcomer(n).id));
    });
  });
}
