import type { Job, Reference } from '../domain/job.ts';
import type { GivenAudio } from '../domain/new-job.ts';
import { UserError } from '../errors.ts';
import type { BlockedSongs, Posters } from '../store/port.ts';

export interface SongRights {
  posters: Pick<Posters, 'forbids'>;
  blocked: Pick<BlockedSongs, 'has'>;
}

/** Throws `UserError` where a song was taken down in the server, or its poster wants no covers of it by others. */
export async function checkMayBeUsed(
  { posters, blocked }: SongRights,
  song: Pick<Reference, 'hash' | 'posterId'>,
  by: { guildId: string; memberId: string; rootHash: string | undefined },
): Promise<void> {
  if (await isAnyBlocked(blocked, by.guildId, [song.hash, by.rootHash])) {
    throw new UserError({ key: 'song.blocked', params: {} });
  }
  const isOthers = song.posterId !== null && song.posterId !== by.memberId;
  if (isOthers && song.posterId !== null && (await posters.forbids(song.posterId))) {
    throw new UserError({ key: 'song.forbidden', params: {} });
  }
}

/** The same for all that a draft or job is made from. */
export async function checkAudioMayBeUsed(
  rights: SongRights,
  { reference, voice, instrumental }: GivenAudio,
  by: Pick<Job, 'guildId' | 'requester' | 'lineage'>,
): Promise<void> {
  for (const song of [reference, voice, instrumental]) {
    if (!song) continue;
    const { guildId, requester, lineage } = by;
    await checkMayBeUsed(rights, song, { guildId, memberId: requester.id, rootHash: lineage?.rootHash });
  }
}

/** Whether what a job was made from was taken down in its server. */
export function isTakenDown({ blocked }: Pick<SongRights, 'blocked'>, job: Job): Promise<boolean> {
  const { guildId, reference, voice, instrumental, lineage } = job;
  return isAnyBlocked(blocked, guildId, [reference?.hash, voice?.hash, instrumental?.hash, lineage?.rootHash]);
}

async function isAnyBlocked(
  blocked: SongRights['blocked'],
  guildId: string,
  hashes: readonly (string | undefined)[],
): Promise<boolean> {
  for (const hash of new Set(hashes)) if (hash !== undefined && (await blocked.has(guildId, hash))) return true;
  return false;
}
