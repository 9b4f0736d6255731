import { describe, expect, it } from 'vitest';
import { createRemixes } from '../../src/covers/remix.ts';
import { createRemoval } from '../../src/covers/removal.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import { createBlockedSongs } from '../../src/store/blocked-songs.ts';
import { createPosters } from '../../src/store/posters.ts';
import { aTake } from '../support/a-cover.ts';
import { aReference } from '../support/a-job.ts';
import { openCovers } from './stage.ts';

const SOUND = { durationMs: 60_000, container: 'MP3', codec: 'MPEG 1 Layer 3' };
const CARA = { id: '4000000000000000077', name: 'Cara' };

async function openRemoval() {
  const covers = await openCovers();
  const { jobs, database, keepFile, post } = covers;
  const blocked = createBlockedSongs({ database });
  const rights = { blocked, posters: createPosters({ database }) };
  const prober = { probe: () => Promise.reject(new Error('what was kept is known')) };
  const remixes = createRemixes({ ...covers, ...rights, prober });
  const removal = createRemoval({ ...covers, blocked });

  const takesOf = async (count: number) => {
    const files = await Promise.all(Array.from({ length: count }, keepFile));
    return files.map(({ hash, sizeBytes }) => aTake({ hash, sizeBytes, sound: SOUND }));
  };
  const postCover = async (changes: Partial<Job>, takes = 1) => post(changes, await takesOf(takes));
  const coverOf = async (posterId: string, changes: Partial<Job> = {}) => {
    const { hash } = await keepFile();
    return postCover({ reference: aReference({ hash, posterId }), ...changes });
  };
  /** A cover of a cover, as the button under it has it made. */
  const remixOf = async (job: Job, take = 0, requester = CARA) => {
    const { song, lineage } = await remixes.fromTake(job, take, requester.id);
    return postCover({ requester, reference: referenceIn(song), lineage });
  };
  const isLeft = async (...all: Job[]) => {
    const left: boolean[] = [];
    for (const job of all) left.push(covers.isPosted(job) && (await jobs.cover(job.id)) !== undefined);
    return left;
  };
  return { ...covers, blocked, remixes, removal, postCover, coverOf, remixOf, isLeft };
}

function referenceIn(song: Draft['song']) {
  if (song?.kind !== 'kept') throw new Error('a remix begins with a song of our files');
  return song.reference;
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
});
