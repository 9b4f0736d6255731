import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import { z } from 'zod';
import { defineHandler, type Handler } from '../../src/discord/interactions/command.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { parseCustomId } from '../../src/discord/interactions/custom-id.ts';
import {
  type Attachment,
  attachmentSchema,
  type InteractionContext,
} from '../../src/discord/interactions/interaction-context.ts';
import type { AskedChoice } from '../../src/discord/views/forms/draft-form.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import { SONG_ENDINGS } from '../../src/domain/song/song-formats.ts';
import { UserError } from '../../src/errors.ts';
import { formatsFor, text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { askingMember, checkMayMake, wantsTick } from '../shared/access.ts';
import { applyInput, linkOf } from '../shared/apply-input.ts';
import { buildDraftForm } from '../shared/build-draft-form.ts';
import { serverModel } from '../shared/default-model.ts';
import { remixForm } from './remix-form.ts';

const messageSchema = z.object({
  targetId: z.string(),
  authorId: z.string(),
  attachments: z.array(attachmentSchema),
  customIds: z.array(z.string()),
});

type MessageCall = InteractionContext<z.output<typeof messageSchema>>;

export type MessageHandlerDeps = Pick<CommandDeps, 'requests' | 'drafts' | 'models' | 'history'>;

/** The menu of a message, as Discord registers it, in the words of a locale. */
export function messageData(locale: string): RESTPostAPIContextMenuApplicationCommandsJSONBody {
  return {
    type: ApplicationCommandType.Message,
    name: text(locale, 'command.coverMessage'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    default_member_permissions: null,
  };
}

/** The form for a cover of a song that is in a message already; of one of our own covers, it is that cover that is remixed. */
export function createMessageHandler({ requests, drafts, models, history }: MessageHandlerDeps): Handler {
  /** By its message, too: anybody's bot can put our ids under its own. */
  const coverAt = async (call: MessageCall): Promise<Job | undefined> => {
    const { targetId, customIds } = call.input;
    const ids = customIds.map(parseCustomId).filter((id) => id?.command === 'cover');
    for (const id of new Set(ids.map((one) => one?.id))) {
      const entry = id === undefined ? undefined : await history.find(call, id);
      if (entry?.job.delivery?.messageId === targetId) return entry.job;
    }
    return undefined;
  };

  return defineHandler({
    input: messageSchema,
    needs: ['settings'],
    guard: checkMayMake,
    // The draft is saved before its form is there: that may be sent at once, or after a crash.
    async prepare(call): Promise<{ cover: Job } | { draft: Draft }> {
      const cover = await coverAt(call);
      if (cover) return { cover };
      const draft = draftOf(call);
      if (draft.songs.length === 0) throw new UserError({ key: 'song.noneInMessage', params: {} });
      await drafts.save(draft);
      return { draft };
    },
    respond(call, prepared) {
      if ('cover' in prepared) return { kind: 'modal', modal: remixForm(call, prepared.cover, models, 'take') };
      const { draft } = prepared;
      const modal = buildDraftForm(draft, serverModel(call, models, 'cover'), call, {
        customId: coverIds.submit(draft.id),
        purpose: 'make',
        uploads: 'none',
        which: songChoice(draft, call.locale),
        wantsTick: wantsTick(call),
      });
      return { kind: 'modal', modal };
    },
    async execute(call, prepared) {
      // Of several, nobody knows yet which one is wanted.
      if ('draft' in prepared && prepared.draft.song) requests.begin(prepared.draft, askingMember(call));
      return undefined;
    },
  });
}

function draftOf(call: MessageCall): Draft {
  const songs = call.input.attachments.filter(isSong).map((file) => linkOf(file, call.input.authorId));
  const draft = applyInput(call, call.interaction.id, 'cover', undefined, {});
  return { ...draft, songs, song: songs.length === 1 ? (songs[0] ?? null) : null };
}

function songChoice({ songs }: Draft, locale: string): AskedChoice | null {
  if (songs.length < 2) return null;
  const choices = songs.flatMap((song) =>
    song.kind === 'link' ? [{ name: song.name, description: formatsFor(locale).megabytes(song.sizeBytes ?? 0) }] : [],
  );
  return { of: 'song', choices };
}

const EXTENSION = new RegExp(`\\.(${SONG_ENDINGS.join('|')})$`, 'i');

/** Whether a file may hold a song: Discord goes by names, and calls an M4A a video and an OGG an application. */
function isSong({ contentType, name }: Pick<Attachment, 'contentType' | 'name'>): boolean {
  return /^(audio|video)\//i.test(contentType ?? '') || EXTENSION.test(name);
}
