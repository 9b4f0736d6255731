import { describe, expect, it } from 'vitest';
import { createHistory } from '../../src/covers/history.ts';
import type { Job } from '../../src/domain/job.ts';
import { openCovers } from './stage.ts';

async function openHistory() {
  const covers = await openCovers();
  const history = createHistory(covers);
  const familyOf = async (job: Job) => {
    const cover = await covers.jobs.cover(job.id);
    return (await history.family({ job, cover })).map((entry) => entry.job.id);
  };
  return { ...covers, history, familyOf };
}

describe('the family of a cover', () => {
  it('is all that goes back to its first reference', async () => {
    const { familyOf, coverOf, remixOf, clock } = await openHistory();
    const first = await coverOf('ada');
    await coverOf('ada');
    await clock.advance(1);
    const remix = await remixOf(await remixOf(first));

    const family = await familyOf(first);

    expect(family).toHaveLength(3);
    expect([family[0], family[2]]).toEqual([first.id, remix.id]);
    await expect(familyOf(remix)).resolves.toEqual(family);
  });

  it('of new music is that music and what was made from any of its takes', async () => {
    const { familyOf, postSong, remixOf } = await openHistory();
    const song = await postSong(2);
    await postSong(1);
    const covers = [await remixOf(song, 0), await remixOf(song, 1)];
    const last = await remixOf(covers[1] ?? song);
    const family = [song, ...covers, last].map(({ id }) => id);

    await expect(familyOf(song)).resolves.toEqual(family);
    await expect(familyOf(last)).resolves.toEqual(family);
  });
});

describe('what is on its way in a server', () => {
  it('has one’s own, however many others come first', async () => {
    const { history, jobs, next, guild, member, other } = await openHistory();
    const accept = async (requester: Job['requester']) => {
      const job = next({ requester });
      await jobs.accept(job, []);
      return job;
    };
    for (let n = 0; n < 60; n += 1) await accept({ id: other.id, name: other.name });
    const own = await accept({ id: member.id, name: member.name });

    const queue = await history.queue(guild.id, member.id);

    expect([queue.entries.length, queue.count]).toEqual([50, 61]);
    expect(queue.own).toEqual([{ job: own, place: { place: 61, guildIsFull: false } }]);
    await expect(history.unfinishedOf(guild.id, member.id)).resolves.toEqual([own]);
  });
});
