import type { Attachment, Call } from '../src/discord/call.ts';
import type { Draft } from '../src/domain/draft.ts';
import type { Job, Reference } from '../src/domain/job.ts';
import { spellTags } from '../src/domain/lyrics.ts';

/** What a member gave in this step; undefined leaves the draft's own. */
export interface Given {
  song?: Attachment | null | undefined;
  voice?: Attachment | null | undefined;
  instrumental?: Attachment | null | undefined;
  isInstrumental?: boolean | undefined;
  writesLyrics?: boolean | undefined;
  style?: string | null | undefined;
  lyrics?: string | null | undefined;
  takes?: number | undefined;
  seed?: number | undefined;
}

/** The draft after a step: what was there, what was given now, and where this step's private answer is. */
export function draftAfter(
  call: Call,
  id: string,
  kind: Draft['kind'],
  before: Draft | undefined,
  given: Given,
): Draft {
  const draft = before ?? emptyDraft(call, kind);
  return {
    ...draft,
    ...askedBy(call),
    id,
    song: given.song ? linkOf(given.song) : draft.song,
    voice: given.voice ? linkOf(given.voice) : draft.voice,
    instrumental: given.instrumental ? linkOf(given.instrumental) : draft.instrumental,
    isInstrumental: given.isInstrumental ?? draft.isInstrumental,
    writesLyrics: given.writesLyrics ?? draft.writesLyrics,
    style: given.style === undefined ? draft.style : given.style,
    lyrics: given.lyrics === undefined ? draft.lyrics : given.lyrics && spellTags(given.lyrics, 'full'),
    takes: given.takes ?? draft.takes,
    seed: given.seed ?? draft.seed,
  };
}

/** A new draft for whoever wants other words to what was made: its song, style and lyrics. */
export function draftOfJob(call: Call, job: Job): Draft {
  return {
    ...emptyDraft(call, job.kind),
    song: keptOf(job.reference),
    voice: keptOf(job.voice),
    instrumental: keptOf(job.instrumental),
    style: job.style,
    lyrics: job.lyrics,
  };
}

/** Where the answer to this interaction can be edited. */
export function progressOf({ interaction }: Call): NonNullable<Draft['progress']> {
  const { applicationId, token, expiresAt } = interaction;
  return { applicationId, token, expiresAt };
}

function emptyDraft(call: Call, kind: Draft['kind']): Draft {
  return {
    ...askedBy(call),
    id: call.interaction.id,
    kind,
    song: null,
    voice: null,
    instrumental: null,
    isInstrumental: false,
    writesLyrics: false,
    style: null,
    lyrics: null,
    takes: 1,
    seed: null,
  };
}

function askedBy(call: Call) {
  return {
    guildId: call.guildId,
    channelId: call.channelId,
    requester: { id: call.member.id, name: call.member.name },
    locale: call.locale,
    progress: progressOf(call),
  };
}

function linkOf({ url, name, sizeBytes, expiresAt }: Attachment): NonNullable<Draft['song']> {
  return { kind: 'link', url, name, sizeBytes, expiresAt };
}

function keptOf(reference: Reference | null): Draft['song'] {
  return reference && { kind: 'kept', reference };
}
