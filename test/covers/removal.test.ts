import { describe, expect, it } from 'vitest';
import { createRemoval } from '../../src/covers/removal.ts';
import { openCovers } from './stage.ts';

async function openRemoval() {
  const covers = await openCovers();
  return { ...covers, removal: createRemoval(covers) };
}

describe('taking a cover down', () => {
  it('takes along what was made from it, and nothing else', async () => {
    const { removal, coverOf, remixOf, isLeft, member, other } = await openRemoval();
    const first = await coverOf(member.id);
    const remix = await remixOf(first);
    const another = await coverOf(other.id);

    await expect(removal.remixesOf(first)).resolves.toBe(1);
    await expect(removal.takeDown(first)).resolves.toEqual({ count: 2, refused: 0 });

    await expect(isLeft(first, remix, another)).resolves.toEqual([false, false, true]);
  });

  it('reaches what was made from a remix that was deleted, also with its record', async () => {
    const { jobs, clock, removal, coverOf, remixOf, isLeft, member, other } = await openRemoval();
    const bob = { id: other.id, name: other.name };
    const first = await coverOf(member.id);
    const removed = await remixOf(first, 0, bob);
    const last = await remixOf(await remixOf(removed, 0, bob));
    await removal.remove(removed);
    await clock.advance(1);
    await jobs.forget(bob.id, clock.now());
    await expect(jobs.get(removed.id)).resolves.toBeUndefined();

    await expect(removal.remixesOf(first)).resolves.toBe(1);
    await removal.takeDown(first);

    await expect(isLeft(first, last)).resolves.toEqual([false, false]);
  });

  it('of new music takes along the covers of it', async () => {
    const { removal, postSong, remixOf, isLeft } = await openRemoval();
    const song = await postSong(2);
    const covers = [await remixOf(song, 0), await remixOf(song, 1)];
    const last = await remixOf(covers[1] ?? song);

    await expect(removal.remixesOf(song)).resolves.toBe(3);
    await removal.takeDown(song);

    await expect(isLeft(song, ...covers, last)).resolves.toEqual([false, false, false, false]);
  });
});
