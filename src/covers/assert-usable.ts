import type { Job, Reference } from '../domain/job.ts';
import { filesOfTake, hashesOf, posterOfTakes, type Root, rootOf } from '../domain/lineage.ts';
import type { GivenAudio } from '../domain/new-job.ts';
import { UserError } from '../errors.ts';
import type { BlockedSongs, FirstPosters, UploadConsent } from '../store/port.ts';

export interface SongRights {
  posters: Pick<UploadConsent, 'optedOut'>;
  blocked: Pick<BlockedSongs, 'has'>;
  firstPosters: Pick<FirstPosters, 'of' | 'note'>;
}

/** Who wants to use something, and where. */
export interface User {
  guildId: string;
  memberId: string;
}

type Made = Pick<Job, 'guildId' | 'requester' | 'lineage'>;

/** Throws `UserError` where a song was taken down in the server, or its poster wants no covers of it by others. */
export async function checkAudioMayBeUsed(rights: SongRights, given: GivenAudio, made: Made): Promise<void> {
  const { guildId, requester } = made;
  const songs = songsOf(given);
  if (await isAnyBlocked(rights, guildId, [...songs, rootOf({ ...given, ...made })])) {
    throw new UserError({ key: 'song.blocked', params: {} });
  }
  for (const song of songs) {
    await checkWish(rights, song, rootOf({ ...given, ...made }), { guildId, memberId: requester.id });
  }
}

/**
 * Throws `UserError` where others are not to use a song: for whoever posted it here, and for whoever was the first to post it
 * in this server or to post what it was made from. Where a moderator has decided that it is nobody's, no wish counts.
 */
export async function checkWish(
  { posters, firstPosters }: Pick<SongRights, 'posters' | 'firstPosters'>,
  song: Root & Pick<Reference, 'posterId'>,
  root: Root | null,
  { guildId, memberId }: User,
): Promise<void> {
  const first = [
    await firstPosters.of(guildId, hashesOf([song])),
    root ? await firstPosters.of(guildId, hashesOf([root])) : undefined,
  ];
  if (first.includes(null)) return;
  for (const posterId of new Set([...first, song.posterId])) {
    if (typeof posterId !== 'string' || posterId === memberId) continue;
    if (await posters.optedOut(posterId)) throw new UserError({ key: 'song.forbidden', params: {} });
  }
}

/**
 * Notes who was the first to post what something is made from, where others can see it: what its requester has given the bot
 * alone is posted with the cover.
 */
export async function notePosters(
  { firstPosters }: Pick<SongRights, 'firstPosters'>,
  given: GivenAudio,
  { guildId, requester }: Made,
  isAccepted: boolean,
): Promise<void> {
  for (const song of songsOf(given)) {
    if (song.posterId === null || (song.posterId === requester.id && !isAccepted)) continue;
    await firstPosters.note(guildId, hashesOf([song]), song.posterId);
  }
}

/**
 * Notes that what a job has made goes back to whoever posted its song: the file of a cover, given in by somebody else, is no song
 * of theirs.
 */
export async function noteTakes({ firstPosters }: Pick<SongRights, 'firstPosters'>, job: Job): Promise<void> {
  const posterId = posterOfTakes(job);
  if (posterId === null) return;
  for (const take of job.takes) await firstPosters.note(job.guildId, hashesOf(filesOfTake(take)), posterId);
}

/** Whether what a job was made from was taken down in its server. */
export function isTakenDown(rights: Pick<SongRights, 'blocked'>, job: Job): Promise<boolean> {
  return isAnyBlocked(rights, job.guildId, [...songsOf(job), rootOf(job)]);
}

async function isAnyBlocked(
  { blocked }: Pick<SongRights, 'blocked'>,
  guildId: string,
  songs: readonly (Root | null)[],
): Promise<boolean> {
  for (const hash of hashesOf(songs)) if (await blocked.has(guildId, hash)) return true;
  return false;
}

function songsOf({ reference, voice, instrumental }: GivenAudio): Reference[] {
  return [reference, voice, instrumental].filter((song) => song !== null);
}
