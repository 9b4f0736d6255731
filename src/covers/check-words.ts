import type { Draft } from '../domain/draft.ts';
import type { Job } from '../domain/job.ts';
import { findForbidden } from '../domain/moderation/forbidden-words.ts';
import type { GuildSettings } from '../domain/policy/guild-settings.ts';
import { UserError } from '../errors.ts';

/** Throws `UserError` where one of the texts has a word that the server forbids. */
export function checkWords(
  texts: readonly (string | null | undefined)[],
  { forbiddenWords }: Pick<GuildSettings, 'forbiddenWords'>,
): void {
  const word = findForbidden(texts, forbiddenWords);
  if (word !== undefined) throw new UserError({ key: 'policy.word', params: { word } });
}

/** What the songs of a draft are called: it is posted with them. */
export function namesOf({ song, voice, instrumental }: Pick<Draft, 'song' | 'voice' | 'instrumental'>): string[] {
  return [song, voice, instrumental].flatMap((file) => {
    if (!file) return [];
    return file.kind === 'link' ? file.name : file.reference.name;
  });
}

/** All that a member wrote of what is posted with a job. */
export function wordsOfJob({ style, lyrics, reference, voice, instrumental }: Job): (string | null | undefined)[] {
  return [style, lyrics, reference?.name, voice?.name, instrumental?.name];
}
