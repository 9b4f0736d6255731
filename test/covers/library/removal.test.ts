import { describe, expect, it } from 'vitest';
import { createRemoval } from '../../../src/covers/library/removal.ts';
import type { Job } from '../../../src/domain/job.ts';
import { aDraft, aReference } from '../../support/build-job.ts';
import { openCovers } from '../delivery-harness.ts';

async function openRemoval() {
  const covers = await openCovers();
  return { ...covers, removal: createRemoval(covers) };
}

const MODERATOR = { kind: 'moderator' } as const;
const poster = (id: string) => ({ kind: 'poster', id }) as const;

describe('taking a cover down', () => {
  it('takes along what was made from it, and nothing else', async () => {
    const { removal, coverOf, remixOf, isLeft, member, other } = await openRemoval();
    const first = await coverOf(member.id);
    const remix = await remixOf(first);
    const another = await coverOf(other.id);

    await expect(removal.takeDownOf(first, MODERATOR)).resolves.toEqual({ remixes: 1, song: 'blocked' });
    await expect(removal.takeDown(first, MODERATOR)).resolves.toEqual({ count: 2, refused: 0 });

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

    await expect(removal.takeDownOf(first, MODERATOR)).resolves.toEqual({ remixes: 1, song: 'blocked' });
    await removal.takeDown(first, MODERATOR);

    await expect(isLeft(first, last)).resolves.toEqual([false, false]);
  });

  it('of new music takes along the covers of it', async () => {
    const { removal, postSong, remixOf, isLeft } = await openRemoval();
    const song = await postSong(2);
    const covers = [await remixOf(song, 0), await remixOf(song, 1)];
    const last = await remixOf(covers[1] ?? song);

    await expect(removal.takeDownOf(song, MODERATOR)).resolves.toEqual({ remixes: 3, song: 'none' });
    await removal.takeDown(song, MODERATOR);

    await expect(isLeft(song, ...covers, last)).resolves.toEqual([false, false, false, false]);
  });

  it('blocks the song where its poster is the only one who posted it', async () => {
    const { removal, blocked, coverOf, remixOf, member } = await openRemoval();
    const first = await coverOf(member.id);
    const remix = await remixOf(first);

    await removal.takeDown(remix, poster(member.id));

    await expect(blocked.has(first.guildId, hashOf(first))).resolves.toBe(true);
  });

  it('leaves the song to others who have posted it, until a moderator decides', async () => {
    const { removal, blocked, coverOf, remixOf, isLeft, member, other } = await openRemoval();
    const first = await coverOf(member.id);
    const remix = await remixOf(first);
    const again = await coverOf(other.id, { reference: aReference({ hash: hashOf(first), posterId: other.id }) });
    const remixOfAgain = await remixOf(again);
    const isBlocked = () => blocked.has(first.guildId, hashOf(first));

    await expect(removal.takeDownOf(again, poster(other.id))).resolves.toEqual({ remixes: 1, song: 'stays' });
    await removal.takeDown(again, poster(other.id));

    await expect(isLeft(first, remix, again, remixOfAgain)).resolves.toEqual([true, true, false, false]);
    await expect(isBlocked()).resolves.toBe(false);
    await removal.takeDown(remix, MODERATOR);
    await expect(isBlocked()).resolves.toBe(true);

    const { reference } = again;
    await removal.allow(aDraft({ guildId: first.guildId, song: reference && { kind: 'kept', reference } }));
    await expect(isBlocked()).resolves.toBe(false);
  });
});

function hashOf({ reference }: Job): string {
  return reference?.hash ?? '';
}
