import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveTurns, type RunningJob, type TurnsWanted, type WaitingJob } from '../../../src/domain/turns/turns.ts';

interface NamedJob extends WaitingJob {
  id: string;
}

/** Jobs called after their guild, their member where there are several, and their number: `a1` or `ax1`. */
function jobsOf(ids: string, providers: readonly string[] = ['p']): NamedJob[] {
  return ids.split(' ').map((id) => ({ id, guildId: id.slice(0, 1), memberId: id.replace(/\d/g, ''), providers }));
}

function turnsOf(wanted: Partial<TurnsWanted<NamedJob>> & Pick<TurnsWanted<NamedJob>, 'waiting'>): string[] {
  const open = { perGuild: 100, guildCaps: new Map<string, number>(), slots: new Map<string, number>(), running: [] };
  return [...giveTurns({ ...open, ...wanted })].map(({ job, provider }) => `${job.id} ${provider}`);
}

describe('turns', () => {
  it('go round over the guilds, of which each has as many as it may', () => {
    expect(turnsOf({ perGuild: 2, waiting: jobsOf('a1 a2 a3 b4 b5 c6') })).toEqual([
      'a1 p',
      'b4 p',
      'c6 p',
      'a2 p',
      'b5 p',
    ]);
  });

  it('go round over the members of a guild, and come to each in the order in which theirs stand', () => {
    expect(turnsOf({ waiting: jobsOf('ax1 ax2 ax3 ay4 ay5 az6 b7 b8') })).toEqual(
      ['ax1', 'b7', 'ay4', 'b8', 'az6', 'ax2', 'ay5', 'ax3'].map((id) => `${id} p`),
    );
  });

  it('go by the cap of a guild that has one of its own', () => {
    const guildCaps = new Map([
      ['a', 1],
      ['b', 0],
      ['c', 3],
    ]);

    expect(turnsOf({ perGuild: 2, guildCaps, waiting: jobsOf('a1 a2 b3 c4 c5 c6 c7') })).toEqual([
      'a1 p',
      'c4 p',
      'c5 p',
      'c6 p',
    ]);
  });

  it('know no limit of a provider that is not named, and none of one that has no slots', () => {
    const waiting = [...jobsOf('a1 b2', ['unnamed']), ...jobsOf('c3', ['closed'])];

    expect(turnsOf({ slots: new Map([['closed', 0]]), waiting })).toEqual(['a1 unnamed', 'b2 unnamed']);
  });

  it('go to the first provider with a free slot, and prefer no guild for having a choice', () => {
    const waiting = [...jobsOf('a1'), ...jobsOf('b2'), ...jobsOf('c3', ['p', 'q'])];
    const slots = new Map([
      ['p', 1],
      ['q', 1],
    ]);

    expect(turnsOf({ slots, waiting })).toEqual(['a1 p', 'c3 q']);
  });

  it('pass over what cannot run yet, of the same member too', () => {
    const waiting = [...jobsOf('ax1', ['closed']), ...jobsOf('ax2 ay3')];

    expect(turnsOf({ slots: new Map([['closed', 0]]), waiting })).toEqual(['ax2 p', 'ay3 p']);
  });

  it('count what runs already, even above the caps', () => {
    const running = ['a', 'a', 'c'].map((guildId) => ({ guildId, provider: 'q' }));
    const waiting = [...jobsOf('a1 b2 c3'), ...jobsOf('b4', ['q'])];

    expect(turnsOf({ perGuild: 1, slots: new Map([['q', 2]]), running, waiting })).toEqual(['b2 p']);
  });

  it('are given to all who can have one, and to nobody else', () => {
    const names = (...of: string[]) => fc.constantFrom(...of);
    const waitingJob = fc.record({
      guildId: names('a', 'b', 'c'),
      memberId: names('x', 'y', 'z'),
      providers: fc.uniqueArray(names('p', 'q'), { minLength: 1 }),
    });
    const runningJob = fc.record({ guildId: names('a', 'b', 'c'), provider: names('p', 'q') });
    const amounts = (...of: string[]) => fc.record(Object.fromEntries(of.map((name) => [name, fc.nat(4)])));

    fc.assert(
      fc.property(
        fc.array(waitingJob, { maxLength: 30 }),
        fc.array(runningJob, { maxLength: 6 }),
        fc.record({ perGuild: fc.integer({ min: 1, max: 4 }), caps: amounts('a'), slots: amounts('p', 'q') }),
        (waiting, running, { perGuild, caps, slots }) => {
          const wanted = { perGuild, guildCaps: mapOf(caps), slots: mapOf(slots), running, waiting };
          const turns = [...giveTurns(wanted)];

          const begun: RunningJob[] = [...running];
          const fits = ({ guildId }: WaitingJob, provider: string) =>
            begun.filter((one) => one.guildId === guildId).length < (wanted.guildCaps.get(guildId) ?? perGuild) &&
            begun.filter((one) => one.provider === provider).length < (wanted.slots.get(provider) ?? 0);
          for (const { job, provider } of turns) {
            expect(job.providers).toContain(provider);
            expect(fits(job, provider)).toBe(true);
            begun.push({ guildId: job.guildId, provider });
          }
          const given = new Set(turns.map(({ job }) => job));
          expect(given.size).toBe(turns.length);
          for (const job of waiting)
            if (!given.has(job)) expect(job.providers.some((provider) => fits(job, provider))).toBe(false);
        },
      ),
    );
  });
});

function mapOf(amounts: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(amounts));
}
