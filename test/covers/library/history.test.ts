import { describe, expect, it } from 'vitest';
import { createHistory } from '../../../src/covers/library/history.ts';
import type { Job } from '../../../src/domain/job.ts';
import { openCovers } from '../delivery-harness.ts';

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
  it('is listed in the order of the turns, and has all of one’s own', async () => {
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
    expect(queue.own).toEqual([{ job: own, place: { place: 2, guildIsFull: false } }]);
    // Turns go round over the members, and the list is in the order of the turns.
    expect(queue.entries.map(({ place }) => place?.place)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(queue.entries[1]?.job.id).toBe(own.id);
    await expect(history.unfinishedOf(guild.id, member.id)).resolves.toEqual([own]);
  });
});

describe('a cover whose message was deleted by hand', () => {
  it('leaves the lists, with its files, once it is looked at', async () => {
    const { channel, history, coverOf, jobs, files } = await openHistory();
    const [first, second] = [await coverOf('ada'), await coverOf('ada')];
    const message = channel.messages.find(({ id }) => id === first.delivery?.messageId);
    if (message) channel.deleteMessage(message);

    const listed = await history.search(first.guildId, '');
    expect(listed).toHaveLength(2);
    const looked = await history.lookedAt(listed);

    expect(looked.filter(({ cover }) => cover).map(({ job }) => job.id)).toEqual([second.id]);
    expect((await history.search(first.guildId, '')).map(({ job }) => job.id)).toEqual([second.id]);
    expect(await files.has(first.takes[0]?.hash ?? '')).toBe(false);
    expect(await jobs.get(first.id)).toMatchObject({ state: 'delivered', delivery: first.delivery });
  });

  it.each([
    ['Discord is away', { kind: '500' }],
    ['the bot may not look', { kind: 'refusal', refusal: { status: 403, code: 50_001, message: 'Missing Access' } }],
    ['somebody else than Discord answers', { kind: 'refusal', refusal: { status: 404, code: 0, message: '404' } }],
  ] as const)('is not taken for one where %s', async (_, fault) => {
    const { sandbox, history, coverOf, jobs } = await openHistory();
    const job = await coverOf('ada');
    sandbox.faults.add({ route: '/channels/:id/messages/:id', ...fault });

    const [entry] = await history.lookedAt([{ job, cover: await jobs.cover(job.id) }]);

    expect(entry?.cover).toBeDefined();
    expect(await jobs.cover(job.id)).toBeDefined();
  });
});
