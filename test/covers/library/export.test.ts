import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createCoverExport,
  type ExportPart,
  type ExportWish,
} from '../../../src/covers/library/export/export-covers.ts';
import type { ExportWords } from '../../../src/covers/library/export/lay-out.ts';
import { createHistory } from '../../../src/covers/library/history.ts';
import { createOriginals } from '../../../src/covers/library/originals.ts';
import { createRemoval } from '../../../src/covers/library/removal.ts';
import type { Job } from '../../../src/domain/job.ts';
import { DiscordError } from '../../../src/errors.ts';
import { createArchives } from '../../../src/store/archives.ts';
import { acceptAndMove } from '../../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../../contracts/jobs/job-parts.ts';
import { readZip } from '../../support/read-zip.ts';
import { openCovers } from '../delivery-harness.ts';

/** So little that parts of a few kilobytes are many. */
const SMALL_BYTES = 8_192 + 2_000;

const words: ExportWords = {
  about: ({ job }) => [{ name: 'facts.txt', text: job.id }],
  line: ({ folder }) => folder,
  index: (lines, { number, count }) => ({ name: 'index.txt', text: [`${number}/${count}`, ...lines].join('\n') }),
};

async function openExport() {
  const covers = await openCovers();
  const { guild, member, channel, clock, jobs } = covers;
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const history = createHistory(covers);
  const originals = createOriginals({ ...covers, comparisons: async () => undefined });
  const archives = createArchives({ folder, files: covers.files });
  const coverExport = createCoverExport({ ...covers, history, originals, archives });
  const ada = { id: member.id, name: member.name };
  const wishOf = (changes: Partial<ExportWish> = {}): ExportWish => ({
    reader: { guildId: guild.id, channelId: channel.id, member: { id: member.id, roleIds: [] } },
    since: 0,
    olderThan: null,
    maximumBytes: 20_000_000,
    until: clock.now() + 600_000,
    ...changes,
  });
  /** The folders of each part, as they were sent. */
  const run = async (changes: Partial<ExportWish> = {}, onPart = async (_: ExportPart) => {}) => {
    const parts: string[][] = [];
    const result = await coverExport.run(wishOf(changes), words, async (part) => {
      await onPart(part);
      const zipped = await readZip(await readFile(part.path));
      parts.push(zipped.filter(({ name }) => name.endsWith('facts.txt')).map(({ data }) => String(data)));
    });
    return { result, parts, ids: parts.flat() };
  };
  const own = (changes: Partial<Job> = {}) => covers.coverOf(ada.id, { requester: ada, ...changes });
  const kept = async (changes: Partial<Job> = {}) =>
    acceptAndMove(
      jobs,
      covers.next({ requester: ada, ...changes }),
      steps.submitting(candidateOf('p')),
      { ...steps.delivering(), set: { takes: await covers.takesOf(1), delivery: null } },
      { ...steps.failed(), settle: { kind: 'commit', count: 1, micros: 1 } },
    );
  const removal = createRemoval(covers);
  return { ...covers, ada, own, kept, run, removal, coverExport, wishOf, leftOnDisk: () => readdirSync(folder) };
}

describe('the covers that a member takes home', () => {
  it('are their own in this server, newest first: posted, or kept for them', async () => {
    const { own, kept, coverOf, next, jobs, run, leftOnDisk } = await openExport();
    const [first, second, third] = [await own(), await kept(), await own()];
    await coverOf('bob', { requester: { id: '77', name: 'Bob' } });
    await own({ guildId: '7' });
    await jobs.accept(next({ requester: first.requester }), []);

    const { result, ids } = await run();

    expect(ids).toEqual([third, second, first].map(({ id }) => id));
    expect(result).toEqual({ covers: 3, parts: 1, forbidden: 0, tooLarge: [], olderThan: null });
    expect(leftOnDisk()).toEqual([]);
  });

  it('are those from a time on', async () => {
    const { own, clock, run } = await openExport();
    await own();
    await clock.advance(1_000);
    const since = clock.now();
    const late = await own();

    expect((await run({ since })).ids).toEqual([late.id]);
  });

  it('are without those that were removed, taken down or that their song’s poster wants no more', async () => {
    const { own, coverOf, ada, removal, posters, firstPosters, guild, run } = await openExport();
    const [removed, takenDown, stays] = [await own(), await own(), await own()];
    const ofBob = await coverOf('bob', { requester: ada });
    await firstPosters.note(guild.id, [ofBob.reference?.hash ?? ''], 'bob');
    await removal.remove(removed);
    await removal.takeDown(takenDown, { kind: 'moderator' });
    expect((await run()).ids).toEqual([ofBob.id, stays.id]);

    await posters.set('bob', true);

    const { ids, result } = await run();
    expect(ids).toEqual([stays.id]);
    expect(result.forbidden).toBe(1);
  });

  it('go over several parts, each a whole zip, and are looked at again before each', async () => {
    const { own, removal, run } = await openExport();
    const all: Job[] = [];
    for (let n = 0; n < 4; n += 1) all.unshift(await own());
    const [first, second, third, fourth] = all.map(({ id }) => id);
    const last = all[3];

    const { parts, result } = await run({ maximumBytes: SMALL_BYTES }, async ({ number }) => {
      if (number === 2 && last) await removal.remove(last);
    });

    expect(parts).toEqual([[first], [second], [third]]);
    expect(fourth).toBe(last?.id);
    expect(result).toMatchObject({ covers: 3, parts: 3, olderThan: null });
  });

  it('are none once their member has deleted their data, also those that were kept for them', async () => {
    const { kept, own, run, ada, jobs, clock } = await openExport();
    await kept();
    const newest = await own();

    const { ids } = await run({ maximumBytes: SMALL_BYTES }, async () => {
      await clock.advance(1);
      await jobs.forget(ada.id, clock.now());
    });

    expect(ids).toEqual([newest.id]);
  });

  it('are no more than ten parts at a time, and go on where they ended', async () => {
    const { own, run } = await openExport();
    const all: string[] = [];
    for (let n = 0; n < 13; n += 1) all.unshift((await own()).id);

    const { ids, result } = await run({ maximumBytes: SMALL_BYTES });
    expect(ids).toEqual(all.slice(0, 10));
    expect(result.olderThan).toBe(all[9]);
    const rest = await run({ maximumBytes: SMALL_BYTES, olderThan: result.olderThan });

    expect(rest.ids).toEqual(all.slice(10));
    expect(rest.result.olderThan).toBeNull();
  });

  it('end in time for the answer, and go on later', async () => {
    const { own, run, clock } = await openExport();
    const all: string[] = [];
    for (let n = 0; n < 3; n += 1) all.unshift((await own()).id);

    const { ids, result } = await run({ maximumBytes: SMALL_BYTES, until: clock.now() + 1_000 }, async () => {
      await clock.advance(600);
    });

    expect(ids).toEqual(all.slice(0, 2));
    expect(result.olderThan).toBe(all[1]);
  });

  it('are packed into smaller parts where Discord takes less than it said', async () => {
    const { own, run } = await openExport();
    const job = await own();
    const sizes: number[] = [];

    const { ids, result } = await run({}, async ({ sizeBytes }) => {
      sizes.push(sizeBytes);
      if (sizes.length === 1) throw new DiscordError('tooLarge', 'too large after all');
    });

    expect(sizes).toHaveLength(2);
    expect(ids).toEqual([job.id]);
    expect(result).toMatchObject({ covers: 1, parts: 1 });
  });

  it('name a take that is too large to be sent', async () => {
    const { post, ada, takesOf, files, run } = await openExport();
    const [small] = await takesOf(1);
    const { hash, sizeBytes } = await files.put({
      kind: 'bytes',
      bytes: (async function* () {
        yield Buffer.alloc(5_000);
      })(),
      maximumBytes: 10_000,
      signal: new AbortController().signal,
    });
    if (!small) throw new Error('a take was made');
    await post({ requester: ada }, [small, { ...small, hash, sizeBytes }]);

    const { result } = await run({ maximumBytes: SMALL_BYTES });

    expect(result).toMatchObject({ covers: 1, tooLarge: [{ hash }] });
  });

  it('are packed once at a time for a member, and for two members at most', async () => {
    const { own, coverExport, wishOf, run } = await openExport();
    await own();
    const { promise: sent, resolve: send } = Promise.withResolvers<void>();
    const reader = (id: string) => ({ ...wishOf().reader, member: { id, roleIds: [] } });
    const first = run({}, () => sent);
    await expect(run()).rejects.toMatchObject({ text: { key: 'export.underWay' } });

    const second = coverExport.run(wishOf({ reader: reader('1') }), words, () => sent);
    const third = coverExport.run(wishOf({ reader: reader('2') }), words, () => sent);
    await expect(third).rejects.toMatchObject({ text: { key: 'export.busy' } });

    send();
    await Promise.all([first, second]);
    expect((await run()).result.parts).toBe(1);
  });

  it('end with the bot, and leave nothing on the disk', async () => {
    const { own, run, coverExport, leftOnDisk } = await openExport();
    await own();
    await own();

    const ending = run({ maximumBytes: SMALL_BYTES }, async () => coverExport.close());

    await expect(ending).rejects.toMatchObject({ text: { key: 'busy.shuttingDown' } });
    expect(leftOnDisk()).toEqual([]);
    await expect(run()).rejects.toMatchObject({ text: { key: 'busy.shuttingDown' } });
  });

  it('leave nothing on the disk where they could not be sent, and can be asked for again', async () => {
    const { own, run, leftOnDisk } = await openExport();
    const job = await own();

    await expect(run({}, () => Promise.reject(new DiscordError('retry', 'Discord is away')))).rejects.toThrow('away');

    expect(leftOnDisk()).toEqual([]);
    expect((await run()).ids).toEqual([job.id]);
  });
});
