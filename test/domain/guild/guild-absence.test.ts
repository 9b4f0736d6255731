import { describe, expect, it } from 'vitest';
import {
  type GuildAbsence,
  isComparisonDue,
  isConvincing,
  isToBeErased,
  missingAgain,
} from '../../../src/domain/guild/guild-absence.ts';
import { SOME_TIME } from '../../support/build-job.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GUILD = '2000000000000000001';

/** After lists at these moments, none of which has the server. */
const missingAt = (...moments: number[]) =>
  moments.reduce<GuildAbsence | undefined>(
    (before, offset) => missingAgain(GUILD, before, SOME_TIME + offset),
    undefined,
  ) as GuildAbsence;
const daily = (days: number) => missingAt(...Array.from({ length: days }, (_, day) => day * DAY));
const gone = (absence: GuildAbsence): GuildAbsence => ({ ...absence, stage: 'gone' });

describe('the daily comparison', () => {
  it('is due a day after the last one, and where there was none', () => {
    expect(isComparisonDue(undefined, SOME_TIME)).toBe(true);
    expect(isComparisonDue(SOME_TIME, SOME_TIME + DAY - 1)).toBe(false);
    expect(isComparisonDue(SOME_TIME, SOME_TIME + DAY)).toBe(true);
  });

  it('is due where the last one lies ahead, since another clock has noted it', () => {
    expect(isComparisonDue(SOME_TIME + DAY, SOME_TIME)).toBe(true);
  });
});

describe('a server that is missing', () => {
  it('convinces nobody by one list, nor by many within hours', () => {
    expect(isConvincing(missingAt(0))).toBe(false);
    expect(isConvincing(missingAt(0, HOUR, 2 * HOUR, 11 * HOUR))).toBe(false);
  });

  it('is asked about after a second list that was had far enough from the first', () => {
    expect(isConvincing(missingAt(0, DAY))).toBe(true);
    expect(isConvincing(missingAt(0, HOUR, 12 * HOUR))).toBe(true);
    expect(isConvincing(gone(missingAt(0, DAY)))).toBe(false);
  });

  it('is missing since the first list', () => {
    expect(missingAt(0, DAY, 2 * DAY)).toEqual({
      guildId: GUILD,
      stage: 'missing',
      since: SOME_TIME,
      lists: 3,
      countedAt: SOME_TIME + 2 * DAY,
    });
  });

  it('is counted anew from where a clock was set back to, and not twice in one day', () => {
    const setBack = missingAt(0, -10 * DAY);
    expect(setBack).toMatchObject({ lists: 1, countedAt: SOME_TIME - 10 * DAY });
    expect(missingAgain(GUILD, setBack, SOME_TIME - 9 * DAY)).toMatchObject({ lists: 2 });
  });
});

describe('what is kept of a server', () => {
  it('goes after so many days, once the server is gone', () => {
    const absence = daily(31);
    expect(isToBeErased(gone(absence), 30, SOME_TIME + 30 * DAY - 1)).toBe(false);
    expect(isToBeErased(gone(absence), 30, SOME_TIME + 30 * DAY)).toBe(true);
    expect(isToBeErased(absence, 30, SOME_TIME + 30 * DAY)).toBe(false);
    expect(isToBeErased({ ...absence, stage: 'erased' }, 30, SOME_TIME + 30 * DAY)).toBe(false);
  });

  it('stays where the clock alone says that so many days have passed', () => {
    expect(isToBeErased(gone(missingAt(0, DAY, 365 * DAY)), 30, SOME_TIME + 365 * DAY)).toBe(false);
  });

  it('goes in time where the bot was off on some of the days', () => {
    expect(isToBeErased(gone(daily(15)), 30, SOME_TIME + 30 * DAY)).toBe(true);
    expect(isToBeErased(gone(daily(14)), 30, SOME_TIME + 30 * DAY)).toBe(false);
  });
});
