import { type MemberTextKey, UserError } from '../../errors.ts';

/** What another file is the way out of. A download that failed is none: the same file may well come the next time. */
const REFUSALS: ReadonlySet<MemberTextKey> = new Set([
  'song.tooLarge',
  'song.empty',
  'song.notAudio',
  'song.unreadFormat',
  'song.noSound',
  'song.damaged',
  'song.cutOff',
  'song.tooShort',
  'song.tooLong',
  'song.linkDead',
  'link.dead',
  'link.refused',
  'song.noLink',
  'song.silent',
  'song.wrongContainer',
  'song.forbidden',
  'song.blocked',
  'files.gone',
]);

/** Whether something was refused for its audio, so that the same files would be refused again. */
export function refusesAudio(error: unknown): boolean {
  return error instanceof UserError && REFUSALS.has(error.text.key);
}
