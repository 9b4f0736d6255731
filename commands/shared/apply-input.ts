import type { Attachment, InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { spellTags } from '../../src/domain/draft/lyrics.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Model } from '../../src/domain/models.ts';

/** What a member gave in this step; undefined leaves the draft's own. */
export interface Given {
  /** The place of the chosen one among the draft's songs. */
  which?: number | undefined;
  song?: Attachment | null | undefined;
  voice?: Attachment | null | undefined;
  instrumental?: Attachment | null | undefined;
  isInstrumental?: boolean | undefined;
  writesLyrics?: boolean | undefined;
  style?: string | null | undefined;
  lyrics?: string | null | undefined;
  takes?: number | undefined;
  seed?: number | undefined;
  mayUse?: boolean | undefined;
  isPrivateFirst?: boolean | undefined;
}

/** The draft after a step: what was there, what was given now, and where this step's private answer is. */
export function applyInput(
  call: InteractionContext,
  id: string,
  kind: Draft['kind'],
  before: Draft | undefined,
  given: Given,
): Draft {
  const draft = before ?? emptyDraft(call, kind);
  const link = (file: Attachment | null | undefined) => file && linkOf(file, call.member.id);
  const isOtherSong = Boolean(given.song ?? given.voice ?? given.instrumental);
  return {
    ...draft,
    ...askedBy(call),
    id,
    song: link(given.song) ?? chosenOf(draft, given) ?? draft.song,
    voice: link(given.voice) ?? draft.voice,
    instrumental: link(given.instrumental) ?? draft.instrumental,
    isInstrumental: given.isInstrumental ?? draft.isInstrumental,
    writesLyrics: given.writesLyrics ?? draft.writesLyrics,
    style: given.style === undefined ? draft.style : given.style,
    lyrics: given.lyrics === undefined ? draft.lyrics : given.lyrics && spellTags(given.lyrics, 'full'),
    takes: given.takes || draft.takes,
    seed: given.seed ?? draft.seed,
    mayUse: given.mayUse ?? draft.mayUse,
    isPrivateFirst: given.isPrivateFirst ?? draft.isPrivateFirst,
    partChoice: isOtherSong || given.which !== undefined ? null : draft.partChoice,
    // What is made from another song goes back to nothing that was there before.
    lineage: isOtherSong ? null : draft.lineage,
    isAudioRefused: draft.isAudioRefused && !isOtherSong,
  };
}

/**
 * A new draft of a member's own that begins with the words of a cover, as far as the model takes them, and is looked at before
 * anything is made of it. Its song is still missing.
 */
export function draftOfJob(call: InteractionContext, job: Job, model: Pick<Model, 'kind' | 'style' | 'lyrics'>): Draft {
  const isSong = model.kind === 'song';
  return {
    ...emptyDraft(call, model.kind),
    isInstrumental: isSong && job.isInstrumental,
    writesLyrics: isSong && job.writesLyrics,
    style: model.style.need === 'none' ? null : job.style,
    lyrics: model.lyrics.need === 'none' ? null : job.lyrics,
    needsReview: true,
  };
}

/** Where the answer to this interaction can be edited. */
export function progressOf({ interaction }: InteractionContext): NonNullable<Draft['progress']> {
  const { applicationId, token, expiresAt } = interaction;
  return { applicationId, token, expiresAt };
}

/** A file that somebody put into Discord. */
export function linkOf(
  { url, name, sizeBytes, expiresAt }: Attachment,
  posterId: string,
): Extract<NonNullable<Draft['song']>, { kind: 'link' }> {
  return { kind: 'link', url, name, sizeBytes, expiresAt, posterId };
}

function emptyDraft(call: InteractionContext, kind: Draft['kind']): Draft {
  return {
    ...askedBy(call),
    id: call.interaction.id,
    kind,
    song: null,
    voice: null,
    instrumental: null,
    songs: [],
    isInstrumental: false,
    writesLyrics: false,
    style: null,
    lyrics: null,
    takes: 1,
    seed: null,
    partChoice: null,
    lineage: null,
    needsReview: false,
    mayUse: false,
    isPrivateFirst: null,
    isAudioRefused: false,
  };
}

function askedBy(call: InteractionContext) {
  return {
    guildId: call.guildId,
    channelId: call.channelId,
    parentChannelId: call.parentChannelId,
    requester: { id: call.member.id, name: call.member.name },
    locale: call.locale,
    progress: progressOf(call),
  };
}

function chosenOf({ songs }: Draft, { which }: Given): Draft['song'] {
  return which === undefined ? null : (songs[which] ?? null);
}
