import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createMediaProbe } from '../../../src/audio/probe.ts';
import { createDownloadLimits } from '../../../src/covers/request/download-limits.ts';
import { keepSong } from '../../../src/covers/request/keep-song.ts';
import { createPartSongs } from '../../../src/covers/request/part-songs.ts';
import { createUploads } from '../../../src/covers/request/uploads.ts';
import { createRetention } from '../../../src/covers/retention/retention.ts';
import { openDatabase } from '../../../src/database.ts';
import type { Draft } from '../../../src/domain/draft.ts';
import type { Reference } from '../../../src/domain/job.ts';
import { createGuardedFetch } from '../../../src/http-guard.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { createDraftUploads, type UploadsOfDrafts } from '../../../src/store/draft-uploads.ts';
import { createDrafts } from '../../../src/store/drafts.ts';
import { createFiles } from '../../../src/store/files.ts';
import { acceptAndMove } from '../../contracts/jobs/harness.ts';
import { aTake, candidateOf, newcomer, steps } from '../../contracts/jobs/job-parts.ts';
import { createWave } from '../../fixtures/audio/wave.ts';
import { aDraft, aReference } from '../../support/build-job.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { sharedCodeFolder } from '../../support/shared-code.ts';

const HOUR = 3_600_000;
const MB = 1_000_000;
const signal = new AbortController().signal;
const limits = { maximumBytes: 50 * MB, minimumSeconds: 1, maximumSeconds: 360 };
const log = createLogger({ level: 'silent' });

const ada = { id: 'ada', name: 'Ada' };
const bob = { id: 'bob', name: 'Bob' };

/** Serves a song of its own for each path, and no song at all for those that say so. */
const server = createServer(async (request, response) => {
  const name = request.url?.slice(1) ?? '';
  await gates.get(name);
  const song = () => createWave({ seconds: 1.2, title: name, hums: true });
  if (name.endsWith('.mp4')) response.end(readFileSync(new URL(name, CORPUS)));
  else response.end(name.startsWith('junk') ? name : song());
});
const CORPUS = new URL('../../fixtures/audio/corpus/', import.meta.url);
const gates = new Map<string, Promise<void>>();
let origin: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** Holds the answer for a song until it is opened. */
function gateOf(name: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  gates.set(name, promise);
  return () => {
    gates.delete(name);
    resolve();
  };
}

interface StageOptions {
  maximumTotalBytes?: number;
  folder?: string;
  clock?: ManualClock;
}

/** Drafts, jobs and files as they are; what restarts finds all that the one before has left. */
function openStage({ maximumTotalBytes = 20_000 * MB, ...given }: StageOptions = {}) {
  const folder = given.folder ?? mkdtempSync(join(tmpdir(), 'coverband-uploads-'));
  const clock = given.clock ?? createManualClock();
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  const jobs = createSqlJobs({ database, clock, log });
  const draftUploads = createDraftUploads({ database });
  const http = createGuardedFetch({ trustedOrigins: [origin], log });
  const files = createFiles({
    database,
    folder: join(folder, 'files'),
    download: http.download,
    maximumTotalBytes,
    makeRoom: (bytes) => retention.makeRoom(bytes),
    clock,
  });
  const uploads = createUploads({ draftUploads, files, jobs, maximumTotalBytes, clock, log });
  const freed: Promise<void>[] = [];
  const onFreed = (hashes: readonly string[]) => void freed.push(uploads.removeUnheld(hashes));
  const drafts = createDrafts({ database, clock, uploads: draftUploads, onFreed });
  const maximumBytes = maximumTotalBytes;
  const retention = createRetention({
    jobs,
    files,
    drafts,
    uploads,
    clock,
    log,
    keepDays: 30,
    maximumBytes,
    removeOldCopies: async () => 0,
  });
  const mediaProbe = createMediaProbe({ log, folder: join(folder, 'sounds'), cacheFolder: sharedCodeFolder('probe') });
  const downloads = createDownloadLimits({ clock });
  const mediaEncoder = { bestPart: async () => undefined };
  const partSongs = createPartSongs({ files, mediaProbe, mediaEncoder, uploads, downloads, signal });
  const close = async () => {
    database.close();
    await Promise.all([http.close(), mediaProbe.close()]);
  };
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const link = (name: string) => {
    const url = `${origin}/${name}`;
    return { kind: 'link', url, name: 'song.mp3', sizeBytes: 1_000, expiresAt: null, posterId: null } as const;
  };
  /** A member's draft with this song, as a command makes one. */
  const begin = async (id: string, requester = ada, name = `song-of-${id}`): Promise<Draft> => {
    const draft = aDraft({ id, requester, song: link(name) });
    await drafts.save(draft);
    return draft;
  };
  /** Brings the song of a draft, as a request does. */
  const keep = async (draft: Draft, linkHosts: readonly string[] = []): Promise<Reference> => {
    const { song } = draft;
    if (song?.kind !== 'link') throw new Error('it has no link');
    const reference = await keepSong({ files, mediaProbe, uploads, downloads, linkHosts }, draft, song, limits, signal);
    await drafts.change(draft.id, (saved) =>
      saved.song?.kind === 'link' && saved.song.url === song.url
        ? { ...saved, song: { kind: 'kept', reference } }
        : saved,
    );
    await settled();
    return reference;
  };
  const settled = () => Promise.all(freed);
  /** One that says it is so large. */
  const keepLarge = async (draftId: string, memberId: string, sizeBytes: number) => {
    const url = `${origin}/large-${draftId}`;
    await drafts.save(
      aDraft({ id: draftId, requester: { id: memberId, name: memberId }, song: link(`large-${draftId}`) }),
    );
    const reference = await uploads.keepFor({ draftId, memberId, url, sizeBytes }, async (onKept) => {
      const { hash } = await files.put({
        kind: 'url',
        url: url,
        limits: { maximumBytes: MB, totalMs: 5_000, idleMs: 5_000, signal, onKept },
      });
      return aReference({ hash, sizeBytes });
    });
    await settled();
    return reference.hash;
  };

  return {
    clock,
    database,
    jobs,
    files,
    drafts,
    draftUploads,
    uploads,
    retention,
    link,
    begin,
    keep,
    keepLarge,
    partSongs,
    settled,
    hashes: () =>
      readdirSync(join(folder, 'files'), { recursive: true, encoding: 'utf8' })
        .map((name) => name.slice(3))
        .filter((name) => /^[0-9a-f]{64}$/.test(name)),
    async restart() {
      await close();
      return openStage({ maximumTotalBytes, folder, clock });
    },
  };
}

describe('a song that somebody uploads', () => {
  it('is kept as its sound alone when it is a film, which is fetched once, and known again by its address', async () => {
    const { begin, keep, hashes, draftUploads } = openStage();
    const draft = await begin('a', ada, 'video-with-song.mp4');
    const first = await keep(draft);
    const second = await keep(await begin('b', bob, 'video-with-song.mp4'));
    expect(first).toMatchObject({
      name: 'song.m4a',
      container: 'M4A',
      codec: 'AAC',
      // What Discord serves is the film, so no music service is sent there.
      link: null,
      uploadUrl: `${origin}/video-with-song.mp4`,
    });
    expect(second.hash).toBe(first.hash);
    expect(hashes()).toEqual([first.hash]);
    await expect(draftUploads.bytesOf(ada.id)).resolves.toBe(first.sizeBytes);
  });

  it('from elsewhere is fetched from the hosts alone that are allowed by then', async () => {
    const { begin, keep, link, drafts, hashes } = openStage();
    const draft = await begin('a');
    const given = { ...draft, song: { ...link('song-of-a'), isWeb: true, sizeBytes: null } };
    await drafts.save(given);
    // It is none with https either, whatever the list says.
    for (const hosts of [[], ['127.0.0.1'], ['*.0.0.1']])
      await expect(keep(given, hosts)).rejects.toMatchObject({ text: { key: 'link.refused' } });
    expect(hashes()).toEqual([]);
  });

  it('is gone at once when it turns out to be of no use', async () => {
    const { begin, keep, hashes, draftUploads } = openStage();
    await expect(keep(await begin('a', ada, 'junk'))).rejects.toMatchObject({ text: { key: 'song.notAudio' } });
    expect(hashes()).toEqual([]);
    await expect(draftUploads.bytesOf(ada.id)).resolves.toBe(0);
  });

  it('is not taken away from another who has just brought the same bytes', async () => {
    const { begin, keep, hashes, drafts, files, uploads, settled } = openStage();
    const { hash } = await keep(await begin('a', ada, 'same'));
    const draft = await begin('b', bob, 'same');
    const url = `${origin}/same`;
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const keeping = uploads.keepFor({ draftId: draft.id, memberId: bob.id, url, sizeBytes: 1 }, async (onKept) => {
      const file = await files.put({
        kind: 'url',
        url: url,
        limits: { maximumBytes: MB, totalMs: 5_000, idleMs: 5_000, signal, onKept },
      });
      arrived.resolve();
      await gate.promise;
      return aReference({ hash: file.hash });
    });
    await arrived.promise;
    await drafts.discard('a');
    await settled();
    expect(hashes()).toEqual([hash]);
    gate.resolve();
    await keeping;
    await drafts.discard('b');
    await settled();
    expect(hashes()).toEqual([]);
  });

  it('goes with its draft: when another one is chosen, and when the draft is discarded', async () => {
    const { begin, keep, hashes, drafts, link, settled } = openStage();
    const draft = await begin('a');
    await keep(draft);
    const other = { ...draft, song: link('another') };
    await drafts.save(other);
    await settled();
    expect(hashes()).toEqual([]);
    const { hash } = await keep(other);
    expect(hashes()).toEqual([hash]);
    await drafts.discard('a');
    await settled();
    expect(hashes()).toEqual([]);
  });

  it('stays when its form is sent, before and after it is there', async () => {
    const { begin, keep, hashes, drafts, settled } = openStage();
    const open = gateOf('song-of-a');
    const draft = await begin('a');
    const keeping = keep(draft);
    await drafts.save({ ...draft, style: 'jazz' });
    open();
    const { hash } = await keeping;
    await drafts.save({ ...draft, style: 'blues' });
    await settled();
    expect(hashes()).toEqual([hash]);
  });

  it('is nobody’s when another one was chosen, or the draft was discarded, while it came', async () => {
    const { begin, keep, hashes, drafts, link } = openStage();
    for (const change of [
      (draft: Draft) => drafts.save({ ...draft, song: link('another') }),
      ({ id }: Draft) => drafts.discard(id),
    ]) {
      const open = gateOf('song-of-a');
      const draft = await begin('a');
      const keeping = keep(draft);
      await change(draft);
      open();
      await keeping;
      expect(hashes()).toEqual([]);
    }
  });

  it('is held by the job once there is one, and counts for the draft no longer', async () => {
    const { begin, keep, jobs, hashes, drafts, draftUploads, uploads } = openStage();
    const reference = await keep(await begin('a'));
    await expect(draftUploads.bytesOf(ada.id)).resolves.toBe(reference.sizeBytes);
    await jobs.accept(newcomer(1, { id: 'a', reference }), []);
    await uploads.removeUnheld(await draftUploads.release('a'));
    await drafts.discard('a');
    await expect(draftUploads.bytesOf(ada.id)).resolves.toBe(0);
    expect(hashes()).toEqual([reference.hash]);
  });

  it('is let go of by its draft after there is a job, and stays where the job or another draft needs it', async () => {
    const { begin, keep, jobs, hashes, draftUploads, uploads } = openStage();
    const whole = await keep(await begin('a', ada, 'same'));
    await keep(await begin('b', bob, 'same'));
    await jobs.accept(newcomer(1, { id: 'a' }), []);
    uploads.releaseLater('a');
    await uploads.settled();
    await expect(draftUploads.draftIds(Number.POSITIVE_INFINITY)).resolves.toEqual(['b']);
    expect(hashes()).toEqual([whole.hash]);
    uploads.releaseLater('b');
    await uploads.settled();
    expect(hashes()).toEqual([]);
  });

  it('is of no more trouble than a line in the log where it cannot be let go of', async () => {
    const { uploads, database } = openStage();
    database.close();
    uploads.releaseLater('a');
    await expect(uploads.settled()).resolves.toBeUndefined();
  });

  it('goes once there is a job of a part of it alone, which stays', async () => {
    const { begin, keep, jobs, hashes, drafts, uploads, draftUploads, partSongs } = openStage();
    const whole = await keep(await begin('a'));
    const draft = await drafts.get('a');
    if (!draft) throw new Error('the draft is gone');
    const { given } = await partSongs.fit(draft, { reference: whole, voice: null, instrumental: null }, 1);
    const part = given.reference;
    if (!part) throw new Error('there is no part');
    expect(hashes().sort()).toEqual([whole.hash, part.hash].sort());
    await jobs.accept(newcomer(1, { id: 'a', reference: part }), []);
    await uploads.removeUnheld(await draftUploads.release('a'));
    expect(hashes()).toEqual([part.hash]);
  });

  it('goes when its draft has expired', async () => {
    const { begin, keep, hashes, clock, retention, settled } = openStage();
    await keep(await begin('a'));
    await clock.advance(23 * HOUR);
    await retention.sweep();
    expect(hashes()).toHaveLength(1);
    await clock.advance(HOUR);
    await retention.sweep();
    await settled();
    expect(hashes()).toEqual([]);
  });

  it('stays through a sweep while its draft is still to be saved, and goes when that has not come about in an hour', async () => {
    const stage = openStage();
    await stage.clock.advance(1_000);
    const hash = await stage.keepLarge('unsaved', ada.id, 10);
    // As it is before the request for it has passed every check: held, and of a draft that is nowhere.
    const { database, clock, draftUploads } = stage;
    await createDrafts({ database, clock, uploads: keepsAll(draftUploads) }).discard('unsaved');

    await stage.drafts.tidy();
    await stage.settled();
    expect(stage.hashes()).toEqual([hash]);

    await stage.clock.advance(HOUR + 1_000);
    await stage.drafts.tidy();
    await stage.settled();
    expect(stage.hashes()).toEqual([]);
  });

  it('stays where another process begins while it is on its way here, and goes when nothing has come of it in an hour', async () => {
    const stage = openStage();
    const { database, clock, draftUploads } = stage;
    const hash = await stage.keepLarge('unsaved', ada.id, 10);
    // As it is before the request for it has passed every check: held, and of a draft that is nowhere.
    await createDrafts({ database, clock, uploads: keepsAll(draftUploads) }).discard('unsaved');
    await clock.advance(1_000);
    const freed: string[] = [];
    const onFreed = (hashes: readonly string[]) => void freed.push(...hashes);
    const beside = createDrafts({ database, clock, isShared: true, onFreed });

    await beside.tidy();
    expect(freed).toEqual([]);

    await clock.advance(HOUR);
    await beside.tidy();
    expect(freed).toEqual([hash]);
  });

  it('is let go of by the next process where a kill left it to nobody', async () => {
    const stage = openStage();
    const kept = await stage.keep(await stage.begin('kept'));
    const accepted = await stage.keep(await stage.begin('accepted'));
    // Killed after the acceptance, and before the draft let go of it.
    await stage.jobs.accept(newcomer(1, { id: 'accepted', reference: accepted }), []);
    // Killed when the file was there and nobody's yet, and when its draft was gone.
    const nobodys = await stage.keepLarge('nobody', ada.id, 10);
    await stage.draftUploads.release('nobody');
    await stage.keepLarge('gone', ada.id, 10);
    await createDrafts({
      database: stage.database,
      clock: stage.clock,
      uploads: keepsAll(stage.draftUploads),
    }).discard('gone');
    expect(stage.hashes()).toContain(nobodys);
    await stage.clock.advance(1_000);

    const next = await stage.restart();
    await next.retention.sweep();
    await next.settled();
    await next.retention.sweep();
    expect(next.hashes().sort()).toEqual([kept.hash, accepted.hash].sort());
    await expect(next.draftUploads.draftIds(Number.POSITIVE_INFINITY)).resolves.toEqual(['kept']);
  });
});

describe('the room for uploads of drafts', () => {
  it('is 200 MB for a member: the longest untouched goes, and its draft asks for the song again', async () => {
    const { keepLarge, draftUploads, hashes, clock } = openStage();
    const first = await keepLarge('1', ada.id, 50 * MB);
    for (const id of ['2', '3', '4']) {
      await clock.advance(1_000);
      await keepLarge(id, ada.id, 50 * MB);
    }
    const bobs = await keepLarge('5', bob.id, 50 * MB);
    expect(hashes()).toHaveLength(5);
    await keepLarge('6', ada.id, 40 * MB);
    await expect(draftUploads.bytesOf(ada.id)).resolves.toBe(190 * MB);
    await expect.poll(hashes).not.toContain(first);
    expect(hashes()).toContain(bobs);
  });

  it('counts what is on its way, and is refused in words where one draft wants more than there is', async () => {
    const { uploads, keepLarge } = openStage();
    const gate = Promise.withResolvers<Reference>();
    const wanting = (draftId: string, sizeBytes: number) => ({ draftId, memberId: ada.id, url: draftId, sizeBytes });
    const keeping = uploads.keepFor(wanting('1', 150 * MB), () => gate.promise);
    await expect(uploads.keepFor(wanting('2', 60 * MB), () => gate.promise)).rejects.toThrow('drafts.full');
    gate.reject(new Error('it broke'));
    await expect(keeping).rejects.toThrow('it broke');
    await keepLarge('2', ada.id, 60 * MB);
  });

  it('counts what came, not what was announced', async () => {
    const { uploads, draftUploads, files, hashes } = openStage();
    const url = `${origin}/liar`;
    const wanted = { draftId: '1', memberId: ada.id, url, sizeBytes: 1 };
    const keeping = uploads.keepFor(wanted, async (onKept) => {
      const { hash } = await files.put({
        kind: 'url',
        url: url,
        limits: { maximumBytes: MB, totalMs: 5_000, idleMs: 5_000, signal, onKept },
      });
      return aReference({ hash, sizeBytes: 201 * MB });
    });
    await expect(keeping).rejects.toThrow('drafts.full');
    await expect(draftUploads.bytesOf(ada.id)).resolves.toBe(0);
    expect(hashes()).toEqual([]);
  });

  it('is a tenth of all for everybody together, and what makes room is of whoever has the most', async () => {
    const { keepLarge, draftUploads, clock } = openStage({ maximumTotalBytes: 3_000 * MB });
    await keepLarge('first', bob.id, 20 * MB);
    for (const [index, id] of ['1', '2', '3', '4'].entries()) {
      await clock.advance(1_000);
      await keepLarge(id, index % 2 === 0 ? ada.id : 'cara', 60 * MB);
    }
    await clock.advance(1_000);
    await keepLarge('5', ada.id, 60 * MB);
    await expect(draftUploads.totalBytes()).resolves.toBeLessThanOrEqual(300 * MB);
    await expect(draftUploads.bytesOf(bob.id)).resolves.toBe(20 * MB);
    expect((await draftUploads.draftIds(Number.POSITIVE_INFINITY)).sort()).toEqual(['2', '3', '4', '5', 'first']);
  });
});

describe('when the store is full', () => {
  it.each([
    0,
    -HOUR,
  ])('what came to nothing makes room at once, and a cover of another member keeps its files (clock set by %i ms)', async (steppedMs) => {
    const { jobs, files, begin, keep, hashes, clock } = openStage({ maximumTotalBytes: 400_000 });
    const bytes = (name: string) => keptBytes(files, name, 60_000);
    const [reference, take] = [await bytes('reference'), await bytes('take')];
    await acceptAndMove(
      jobs,
      newcomer(1, { reference: aReference({ hash: reference }) }),
      steps.submitting(candidateOf('p')),
      { ...steps.delivering(), set: { takes: [aTake({ hash: take })] } },
      steps.delivered('message'),
    );
    for (let n = 2; n < 12; n += 1) {
      await clock.advance(10_000);
      if (n === 7) clock.step(steppedMs);
      const hash = await bytes(`junk-${n}`);
      await acceptAndMove(jobs, newcomer(n, { reference: aReference({ hash }) }), {
        to: 'cancelled',
        settle: { kind: 'refund' },
      });
    }
    await clock.advance(10_000);
    const { hash } = await keep(await begin('a'));
    expect(hashes()).toEqual(expect.arrayContaining([reference, take, hash]));
  });
});

/** As where a process ends before it has let go of anything. */
function keepsAll(uploads: UploadsOfDrafts): UploadsOfDrafts {
  return { ...uploads, release: async () => [] };
}

async function keptBytes(files: ReturnType<typeof openStage>['files'], name: string, size: number): Promise<string> {
  async function* bytes() {
    yield Buffer.alloc(size, name);
  }
  return (await files.put({ kind: 'bytes', bytes: bytes(), maximumBytes: size, signal })).hash;
}
