import { describe, expect, it } from 'vitest';
import { createCancelCover } from '../../src/covers/cancel.ts';
import { createPrivacy } from '../../src/covers/privacy.ts';
import { chargesOf } from '../../src/domain/money/charges.ts';
import { createDrafts } from '../../src/store/drafts.ts';
import { createLastStyles } from '../../src/store/last-styles.ts';
import { createModerationStore } from '../../src/store/moderation.ts';
import { createReports } from '../../src/store/reports.ts';
import { createPosters } from '../../src/store/upload-consent.ts';
import { acceptAndMove, moveNow, soon } from '../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { aDraft, aReference, NO_LIMITS } from '../support/build-job.ts';
import { placesOf } from '../support/places-of.ts';
import { openCovers } from './delivery-harness.ts';

const FIVE_MINUTES = 5 * 60_000;
/** What asks for the deletion. */
const PRESS = '1000000000000000050';

async function openPrivacy() {
  const covers = await openCovers();
  const { jobs, database, clock, member, other } = covers;
  const stores = {
    drafts: createDrafts({ database, clock }),
    lastStyles: createLastStyles({ database, clock }),
    reports: createReports({ database, clock }),
    moderation: createModerationStore({ database }),
  };
  const parts = { ...stores, posters: createPosters({ database }), cancelCover: createCancelCover({ jobs, clock }) };
  const privacy = createPrivacy({ ...covers, ...parts });
  const rung: string[] = [];
  jobs.onAlarm('forget', async (id) => {
    await privacy.resume(id);
    rung.push(id);
  });
  jobs.start();

  /** One of each that a member can leave behind. */
  const leave = async (name: string) => {
    const requester = { id: member.id, name: member.name };
    await stores.drafts.save(aDraft({ id: name, requester }));
    await stores.lastStyles.add(member.id, name);
    await stores.reports.add(name, member.id);
    const cover = await covers.post({ requester: { id: other.id, name: other.name } });
    await jobs.vote(cover.id, member.id);
    return cover.id;
  };
  const left = async () => ({
    drafts: (await stores.drafts.of(member.id)).map(({ id }) => id),
    styles: await stores.lastStyles.of(member.id),
    reports: await stores.reports.of(member.id),
    votes: (await jobs.recordsOf(member.id)).votes.map(({ coverId }) => coverId),
  });
  return { ...covers, ...stores, ...parts, privacy, leave, left, rung };
}

describe('deleting what is stored about a member', () => {
  it('takes nothing along of what the member does afterwards, however long jobs are still on their way', async () => {
    const { jobs, clock, privacy, member, next, leave, left, rung } = await openPrivacy();
    const making = next();
    await jobs.accept(making, []);
    await moveNow(jobs, making.id, steps.submitting(candidateOf('p')));
    await leave('before');
    await clock.advance(1_000);

    await expect(privacy.delete(member.id, PRESS)).resolves.toMatchObject({ unfinished: 1 });
    await expect(left()).resolves.toEqual({ drafts: [], styles: [], reports: [], votes: [] });
    await clock.advance(1_000);
    const votedFor = await leave('after');
    const after = { drafts: ['after'], styles: ['after'], reports: ['after'], votes: [votedFor] };

    for (const rings of [1, 2]) {
      await clock.advance(FIVE_MINUTES);
      await soon(() => expect(rung.length).toBeGreaterThanOrEqual(rings));
      await expect(left()).resolves.toEqual(after);
    }
  });

  it('is finished later where it was cut short', async () => {
    const { clock, privacy, member, post, isPosted, leave, left, rung, sandbox } = await openPrivacy();
    const own = await post();
    await leave('before');
    await clock.advance(1_000);
    sandbox.faults.add({ method: 'DELETE', route: '/channels/:id/messages/:id', kind: '500' });

    await expect(privacy.delete(member.id, PRESS)).rejects.toMatchObject({ code: 'retry' });
    expect(isPosted(own)).toBe(true);
    sandbox.faults.clear();
    await clock.advance(FIVE_MINUTES);

    await soon(() => expect(rung).toHaveLength(1));
    await expect(left()).resolves.toEqual({ drafts: [], styles: [], reports: [], votes: [] });
    expect(isPosted(own)).toBe(false);
  });
});

describe('a deletion that is asked for again', () => {
  it('goes on for the earlier ones as well, so that whoever presses again and again makes no more work', async () => {
    const { clock, privacy, member, rung } = await openPrivacy();
    for (const n of [1, 2, 3]) await privacy.delete(member.id, `100000000000000005${n}`);

    await clock.advance(FIVE_MINUTES);
    await soon(() => expect(rung).toHaveLength(3));
    await clock.advance(FIVE_MINUTES);
    await soon(() => expect(rung).toHaveLength(4));

    expect(rung.at(-1)).toMatch(/:1000000000000000053$/);
  });
});

describe('what was begun before a deletion and comes after it', () => {
  it('is found by its next looks, and nothing of it is left', async () => {
    const { jobs, clock, privacy, member, next, drafts, left, rung } = await openPrivacy();
    const askedBy = String(BigInt(next().id) + 5n);
    await privacy.delete(member.id, askedBy);
    await clock.advance(FIVE_MINUTES);
    await soon(() => expect(rung).toHaveLength(1));
    const late = next();
    await jobs.accept(late, []);
    await drafts.save(aDraft({ id: late.id, requester: late.requester }));

    await clock.advance(FIVE_MINUTES);
    await soon(() => expect(rung).toHaveLength(2));
    expect((await jobs.get(late.id))?.state).toBe('cancelled');
    await clock.advance(FIVE_MINUTES);
    await soon(() => expect(rung).toHaveLength(3));

    await expect(jobs.get(late.id)).resolves.toBeUndefined();
    await expect(left()).resolves.toEqual({ drafts: [], styles: [], reports: [], votes: [] });
  });
});

const HER_FILE = 'Ada sings at home';

/** Ada has left one of everything, and others have used her song; all of it is in the database. */
async function openTraces() {
  const opened = await openPrivacy();
  const { jobs, database, clock, member, other, post, drafts, posters, firstPosters, takesOf, coverOf, remixOf } =
    opened;
  const ada = member.id;
  const bob = { id: other.id, name: other.name };
  const link = { url: `https://cdn.example/${HER_FILE}.mp3`, expiresAt: clock.now() };
  const song = aReference({
    hash: 'c'.repeat(64),
    soundHash: 'd'.repeat(64),
    name: `${HER_FILE}.mp3`,
    posterId: ada,
    link,
  });
  const linkSong = {
    kind: 'link',
    name: song.name,
    url: link.url,
    sizeBytes: 1,
    expiresAt: null,
    posterId: ada,
  } as const;

  await opened.leave('1000000000000000077');
  await coverOf(ada);
  const others = await post({ requester: bob, reference: song }, await takesOf(1));
  await remixOf(others, 0, bob);
  const failed = opened.next({ requester: bob, reference: null, instrumental: song });
  await acceptAndMove(jobs, failed, steps.cancelled());
  const charged = opened.next();
  await jobs.accept(charged, chargesOf(charged, NO_LIMITS));
  await moveNow(jobs, charged.id, steps.cancelled());
  await drafts.save(aDraft({ id: '1000000000000000088', requester: bob, song: { kind: 'kept', reference: song } }));
  await drafts.save(aDraft({ id: '1000000000000000089', requester: bob, song: linkSong, songs: [linkSong] }));
  await firstPosters.note(others.guildId, [song.hash, 'd'.repeat(64)], ada);
  await posters.set(ada, true);
  await clock.advance(1_000);

  return { ...opened, ada, others, failed, song, placesOf: (text: string) => placesOf(database, text) };
}

describe('all that is stored about a member', () => {
  it('is exported, wherever it is', async () => {
    const { ada, privacy, placesOf, others, failed, song } = await openTraces();

    const data = await privacy.export(ada);

    const at = expect.any(Number);
    const { guildId } = others;
    expect(data).toMatchObject({
      memberId: ada,
      jobs: expect.arrayContaining([expect.objectContaining({ requester: { id: ada, name: 'Ada' } })]),
      covers: [expect.anything()],
      votes: [expect.anything()],
      charges: [expect.anything(), expect.anything(), expect.anything()],
      drafts: [{ id: '1000000000000000077' }],
      lastStyles: ['1000000000000000077'],
      reportedCovers: ['1000000000000000077'],
      forbidsCoversOfUploads: true,
      songsPostedFirst: [
        { guildId, hash: song.hash, at },
        { guildId, hash: song.soundHash, at },
      ],
    });
    const { uploadsUsedByOthers } = data as { uploadsUsedByOthers: { id: string; name: string }[] };
    const used = uploadsUsedByOthers.filter(({ name }) => name.startsWith(HER_FILE)).map(({ id }) => id);
    expect(used).toEqual(expect.arrayContaining([others.id, failed.id, '1000000000000000088', '1000000000000000089']));
    // Another place in which there is something about a member needs its part of the export, and of the deletion.
    expect(placesOf(ada)).toEqual([
      'charges',
      'covers',
      'drafts',
      'first-posters',
      'jobs',
      'last-styles',
      'posters-forbidding',
      'reports',
      // The sums of what is exported as charges.
      'usage',
      'votes',
    ]);
    expect(placesOf(HER_FILE)).toEqual(['covers', 'drafts', 'jobs']);
  });

  it('is deleted but for whose the songs are that others use, while the member wants no covers', async () => {
    const { ada, privacy, jobs, drafts, placesOf, others } = await openTraces();

    await privacy.delete(ada, PRESS);

    expect(placesOf(HER_FILE)).toEqual([]);
    expect(placesOf('"Ada"')).toEqual([]);
    // The alarm goes on with a deletion that was cut short.
    expect(placesOf(ada)).toEqual(['alarms', 'covers', 'drafts', 'first-posters', 'jobs', 'posters-forbidding']);
    expect((await jobs.get(others.id))?.reference).toMatchObject({ name: 'song.mp3', posterId: ada, link: null });
    await expect(drafts.get('1000000000000000088')).resolves.toMatchObject({
      song: { reference: { name: 'song.mp3', posterId: ada } },
    });
    await expect(drafts.get('1000000000000000089')).resolves.toMatchObject({ song: null, songs: [] });
  });

  it('is deleted with the note of what the member posted first where others may make covers', async () => {
    const { ada, privacy, posters, clock, rung, placesOf } = await openTraces();
    await posters.set(ada, false);

    await privacy.delete(ada, PRESS);
    for (const rings of [1, 2, 3]) {
      await clock.advance(FIVE_MINUTES);
      await soon(() => expect(rung).toHaveLength(rings));
    }

    await soon(() => expect(placesOf(ada)).toEqual(['covers', 'drafts', 'jobs']));
  });
});
