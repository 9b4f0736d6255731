import { describe, expect, it } from 'vitest';
import { missingAgain } from '../../src/domain/guild/guild-absence.ts';
import type { GuildAbsences } from '../../src/store/port.ts';
import { SOME_TIME } from '../support/build-job.ts';

const DAY_MS = 24 * 3_600_000;

/** Two openers at once of one storage that begins empty, and one who comes later. */
export interface GuildAbsencesHarness {
  one: GuildAbsences;
  other: GuildAbsences;
  reopen(): GuildAbsences;
}

/** Which one of them it is: nobody says beforehand, but that it is one. */
async function winnerOf(tries: readonly Promise<boolean>[]): Promise<number> {
  const results = await Promise.all(tries);
  expect(results.filter(Boolean)).toHaveLength(1);
  return results.indexOf(true);
}

/** What every implementation of the port must do. */
export function describeGuildAbsences(name: string, open: () => Promise<GuildAbsencesHarness>): void {
  const missing = missingAgain('guild-1', undefined, SOME_TIME);
  const missingTwice = missingAgain('guild-1', missing, SOME_TIME + DAY_MS);
  const gone = { ...missingTwice, stage: 'gone' } as const;

  describe(name, () => {
    it('keep when the servers were compared, for whoever comes later', async () => {
      const { one, reopen } = await open();
      await expect(one.comparedAt()).resolves.toBeUndefined();
      await expect(one.noteComparison(SOME_TIME, undefined)).resolves.toBe(true);
      await expect(one.noteComparison(SOME_TIME + 1, SOME_TIME)).resolves.toBe(true);

      await expect(reopen().comparedAt()).resolves.toBe(SOME_TIME + 1);
    });

    it('let one of two who compare at the same time note it', async () => {
      const { one, other } = await open();
      const first = [one.noteComparison(SOME_TIME, undefined), other.noteComparison(SOME_TIME + 1, undefined)];
      const at = SOME_TIME + (await winnerOf(first));
      await expect(one.comparedAt()).resolves.toBe(at);
      const second = [other.noteComparison(at + 2, at), one.noteComparison(at + 3, at)];

      await expect(one.comparedAt()).resolves.toBe(at + 2 + (await winnerOf(second)));
    });

    it('keep each step of an absence, for whoever comes later', async () => {
      const { one, reopen } = await open();
      await expect(one.add(missing)).resolves.toBe(true);
      await expect(one.change(missing, missingTwice)).resolves.toBe(true);
      await one.add({ ...missing, guildId: 'guild-2' });
      await expect(one.change(missingTwice, gone)).resolves.toBe(true);

      const later = reopen();
      await expect(later.all()).resolves.toEqual([gone, { ...missing, guildId: 'guild-2' }]);
      await expect(later.get('guild-1')).resolves.toEqual(gone);
      await expect(later.remove(gone)).resolves.toBe(true);
      await expect(later.get('guild-1')).resolves.toBeUndefined();
    });

    it('let one of two who saw the same win', async () => {
      const { one, other } = await open();
      await winnerOf([one.add(missing), other.add(missing)]);
      await winnerOf([other.change(missing, missingTwice), one.change(missing, missingTwice)]);

      await expect(one.remove(missing)).resolves.toBe(false);
      await expect(one.get('guild-1')).resolves.toEqual(missingTwice);
    });

    it('are cleared by one of two who hear of the server at the same time, whatever was about to be noted', async () => {
      const { one, other } = await open();
      await one.add(missing);

      const heard = [one.clear('guild-1'), other.change(missing, missingTwice), other.clear('guild-1')];

      const [first, isChanged, second] = await Promise.all(heard);
      expect([first, second].filter((absence) => absence !== undefined)).toEqual([isChanged ? missingTwice : missing]);
      await expect(one.all()).resolves.toEqual([]);
    });

    it('are gone once the server has shown itself, whoever was about to go on', async () => {
      const { one, other } = await open();
      await expect(one.clear('guild-1')).resolves.toBeUndefined();
      await one.add(missingTwice);

      await expect(other.clear('guild-1')).resolves.toEqual(missingTwice);

      await expect(one.change(missingTwice, gone)).resolves.toBe(false);
      await expect(one.all()).resolves.toEqual([]);
      // Missing once more: what was seen before does not count.
      await one.add(missing);
      await expect(one.change(missingTwice, gone)).resolves.toBe(false);
      await expect(one.get('guild-1')).resolves.toEqual(missing);
    });
  });
}
