import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRemixes } from '../../src/covers/request/remix.ts';
import { openDatabase } from '../../src/database.ts';
import type { Job, Take } from '../../src/domain/job.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createBlockedSongs } from '../../src/store/blocked-songs.ts';
import { createFiles } from '../../src/store/files.ts';
import { createFirstPosters } from '../../src/store/first-posters.ts';
import { createPosters } from '../../src/store/upload-consent.ts';
import { acceptAndMove } from '../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { jobIn, openRest, postingOf, sendFrom } from '../discord/bot-at-discord.ts';
import { aTake } from '../support/build-cover.ts';
import { aReference } from '../support/build-job.ts';
import { openJobs } from '../support/open-jobs.ts';

const signal = new AbortController().signal;

const SOUND = { durationMs: 60_000, container: 'MP3', codec: 'MPEG 1 Layer 3' };
const CARA = { id: '4000000000000000077', name: 'Cara' };

/** Covers on record and in a channel: a real store, and the stand-in for Discord. */
export async function openCovers() {
  const server = await openRest();
  const { clock, discord } = server;
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const jobs = await openJobs({ database, clock, log });
  const files = createFiles({ database, folder: join(folder, 'files'), download: nothingToFetch, clock });
  sendFrom(files);
  const blocked = createBlockedSongs({ database, clock });
  const posters = createPosters({ database });
  const mediaProbe = { probe: () => Promise.reject(new Error('what was kept is known')) };
  const firstPosters = createFirstPosters({ database, clock });
  const remixes = createRemixes({ jobs, files, mediaProbe, clock });
  let count = 0;
  let kept = 0;

  /** The next job, as it is accepted. */
  const next = (changes: Partial<Job> = {}): Job => {
    count += 1;
    const id = String(1_000_000_000_000_000_000n + BigInt(count));
    return jobIn(server, { id, state: 'queued', acceptedAt: clock.now(), ...changes });
  };
  /** A cover that is posted. */
  const post = async (changes: Partial<Job> = {}, takes: Take[] = [aTake()]): Promise<Job> => {
    const job = next(changes);
    const { messageId } = await discord.post(job, postingOf(10), () => true, signal);
    const delivering = { ...steps.delivering(), set: { takes, delivery: { startedAt: null, messageId: null } } };
    return acceptAndMove(jobs, job, steps.submitting(candidateOf('p')), delivering, steps.delivered(messageId));
  };
  /** A file of the store that is like no other one. */
  const keepFile = () => {
    kept += 1;
    const path = join(folder, 'made');
    writeFileSync(path, Buffer.alloc(1_000 + kept));
    return files.put({ kind: 'path', path: path });
  };
  const aKeptTake = async () => {
    const { hash, sizeBytes } = await keepFile();
    return aTake({ hash, sizeBytes, sound: SOUND });
  };
  const takesOf = async (number: number) => {
    const made: Take[] = [];
    for (let n = 0; n < number; n += 1) made.push(await aKeptTake());
    return made;
  };
  /** A cover of a song that nobody has posted before. */
  const coverOf = async (posterId: string, changes: Partial<Job> = {}) => {
    const { hash } = await keepFile();
    return post({ reference: aReference({ hash, posterId }), ...changes }, await takesOf(1));
  };
  const postSong = async (takes: number) => post({ kind: 'song', reference: null }, await takesOf(takes));
  /** A cover of a cover, as the button under it has it made. */
  const remixOf = async (job: Job, take = 0, requester = CARA) => {
    const { song, lineage } = await remixes.fromTake(job, take);
    if (song?.kind !== 'kept') throw new Error('a remix begins with a song of our files');
    return post({ requester, reference: song.reference, lineage }, await takesOf(1));
  };
  const isPosted = (job: Job) => server.channel.messages.some(({ id }) => id === job.delivery?.messageId);
  const isLeft = async (...all: Job[]) => {
    const left: boolean[] = [];
    for (const job of all) left.push(isPosted(job) && (await jobs.cover(job.id)) !== undefined);
    return left;
  };
  return {
    ...server,
    database,
    log,
    jobs,
    runner: jobs,
    alarms: jobs.alarms,
    files,
    blocked,
    posters,
    firstPosters,
    next,
    takesOf,
    post,
    coverOf,
    postSong,
    keepFile,
    remixOf,
    isPosted,
    isLeft,
  };
}

async function nothingToFetch(): Promise<never> {
  throw new Error('all that this needs is here');
}
