import type { Reference } from '../domain/job.ts';
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
  for (const hash of new Set([song.hash, by.rootHash ?? song.hash])) {
    if (await blocked.has(by.guildId, hash)) throw new UserError({ key: 'song.blocked', params: {} });
  }
  const isOthers = song.posterId !== null && song.posterId !== by.memberId;
  if (isOthers && song.posterId !== null && (await posters.forbids(song.posterId))) {
    throw new UserError({ key: 'song.forbidden', params: {} });
  }
}
