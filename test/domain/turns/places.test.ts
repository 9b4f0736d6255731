import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn, placesInLine } from '../../../src/domain/turns/places.ts';
import { giveTurns } from '../../../src/domain/turns/turns.ts';

/** Whose the jobs of a guild are, in order of acceptance. */
const membersOf = fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 9 });

const capOf = fc.integer({ min: 1, max: 3 });

const linesOf = (lengths: readonly number[]) =>
  lengths.map((length, guild) => ({
    ids: Array.from({ length }, (_, index) => `${guild}/${index}`),
    isFull: guild % 2 === 1,
  }));

/** The line of each guild, and the turns that come where each cover is at its end before the next one begins. */
function linesAndTurns(guilds: readonly (readonly string[])[]) {
  const jobs = guilds.map((members, guild) =>
    members.map((memberId, order) => ({ id: `${guild}/${order}`, guildId: `${guild}`, memberId, providers: ['p'] })),
  );
  const lines = jobs.map((ofGuild) => {
    const ofMembers = Map.groupBy(ofGuild, ({ memberId }) => memberId);
    return { ids: inTurn([...ofMembers.values()]).map(({ id }) => id), isFull: false };
  });
  const unlimited = { perGuild: Number.POSITIVE_INFINITY, guildCaps: new Map(), slots: new Map(), running: [] };
  const turns = [...giveTurns({ ...unlimited, waiting: jobs.flat() })].map(({ job }) => job.id);
  return { lines, turns };
}

describe('places', () => {
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
      fc.property(fc.array(membersOf, { maxLength: 5 }), capOf, (guilds, perGuild) => {
        const { lines, turns } = linesAndTurns(guilds);
        const promised = placesInLine(lines, perGuild);

        expect(turns).toHaveLength(promised.size);
        for (const [index, id] of turns.entries()) expect(promised.get(id)?.place).toBeGreaterThanOrEqual(index + 1);
      }),
    );
  });

  it('are the turns that really come, where one guild waits alone', () => {
    fc.assert(
      fc.property(membersOf, capOf, (members, perGuild) => {
        const { lines, turns } = linesAndTurns([members]);
        const promised = [...placesInLine(lines, perGuild)].map(([id, { place }]) => ({ id, place }));

        expect(promised).toEqual(turns.map((id, index) => ({ id, place: index + 1 })));
      }),
    );
  });

  it('are right at the end of a long line', () => {
    const lines = linesOf(Array.from({ length: 500 }, () => 20));

    expect(placesInLine(lines, 2).get('499/19')).toEqual({ place: 500 * 20, guildIsFull: true });
  });
});
