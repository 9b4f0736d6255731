import type { Attachment, Call } from '../src/discord/call.ts';
import type { Draft } from '../src/domain/draft.ts';

/** What a member gave in this step; undefined leaves the draft's own. */
export interface Given {
  song?: Attachment | undefined;
  style?: string | null | undefined;
  lyrics?: string | null | undefined;
  takes?: number | undefined;
  seed?: number | undefined;
}

/** The draft after a step: what was there, what was given now, and where this step's private answer is. */
export function draftAfter(call: Call, id: string, before: Draft | undefined, given: Given): Draft {
  return {
    id,
    guildId: call.guildId,
    channelId: call.channelId,
    requester: { id: call.member.id, name: call.member.name },
    locale: call.locale,
    song: given.song ? songOf(given.song) : (before?.song ?? null),
    style: given.style === undefined ? (before?.style ?? null) : given.style,
    lyrics: given.lyrics === undefined ? (before?.lyrics ?? null) : given.lyrics,
    takes: given.takes ?? before?.takes ?? 1,
    seed: given.seed ?? before?.seed ?? null,
    progress: progressOf(call),
  };
}

/** Where the answer to this interaction can be edited. */
export function progressOf({ interaction }: Call): NonNullable<Draft['progress']> {
  const { applicationId, token, expiresAt } = interaction;
  return { applicationId, token, expiresAt };
}

function songOf({ url, name, sizeBytes, expiresAt }: Attachment): NonNullable<Draft['song']> {
  return { kind: 'link', url, name, sizeBytes, expiresAt };
}
