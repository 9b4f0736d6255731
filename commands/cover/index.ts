import { z } from 'zod';
import { type Command, defineHandler, type Handler } from '../../src/discord/interactions/command.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import { attachmentSchema, type InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { privateGreetingView } from '../../src/discord/views/greeting-view.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { CommandDeps } from '../services.ts';
import { askingMember, checkMayMake, managesServer, wantsTick } from '../shared/access.ts';
import { applyInput } from '../shared/apply-input.ts';
import { buildDraftForm, hasContent, hasUpload, isComplete } from '../shared/build-draft-form.ts';
import { defaultModel, serverModel } from '../shared/default-model.ts';
import { createDraftFlow, type DraftFlow } from '../shared/draft-flow.ts';
import { createFormHandlers } from '../shared/form-handlers.ts';
import { optionTextSchema } from '../shared/inputs.ts';
import { createStyleHandler, resolveStyle } from '../shared/style-option.ts';
import { coverData } from './definition.ts';
import { createJobHandlers } from './job-handlers.ts';
import { createLyricsHandlers } from './lyrics.ts';
import { createLyricsCards, type LyricsCards } from './lyrics-cards.ts';
import { createCoverMenuHandlers } from './menu-handlers.ts';
import { createMessageHandler, messageData } from './message.ts';
import { createBeginHandler, createOwnHandler, createRemixHandlers } from './remix.ts';
import { createReviewHandlers } from './review.ts';

const slashSchema = z.object({
  song: attachmentSchema.nullish(),
  link: optionTextSchema,
  voice: attachmentSchema.nullish(),
  instrumental: attachmentSchema.nullish(),
  style: optionTextSchema,
  lyrics: z.literal('edit').optional(),
  private: z.boolean().optional(),
  takes: z.number().int().optional(),
  seed: z.number().int().optional(),
});

type SlashCall = InteractionContext<z.output<typeof slashSchema>>;

/**
 * `/cover`, the menu of messages with songs, the forms and cards before a cover, and the buttons under everything that became of
 * it or of a new song. The command itself is there only where a model makes covers; the buttons of what was made before are
 * answered all the same.
 */
export function createCoverCommand(deps: CommandDeps): Command {
  const model = defaultModel(deps.models, 'cover');
  const draftFlow = createDraftFlow(deps);
  const cards = createLyricsCards(deps);
  const { submit, create, fix } = createFormHandlers({ ...deps, draftFlow }, 'cover');
  const lyrics = createLyricsHandlers({ ...deps, cards });
  const review = createReviewHandlers({ ...deps, draftFlow });
  const remix = createRemixHandlers({ ...deps, draftFlow });
  const { remixCover } = remix.buttons;
  const { lyrics: editLyrics } = lyrics.buttons;
  const menu = createCoverMenuHandlers({ ...deps, drafts: { remixCover, editLyrics, own: createOwnHandler(deps) } });
  return {
    name: 'cover',
    data: model ? [inAllLanguages((locale) => coverData(model, locale)), inAllLanguages(messageData)] : [],
    ...(model && {
      slash: createSlash(deps, { cards, draftFlow }),
      autocomplete: createStyleHandler(deps.models, 'cover'),
      menu: createMessageHandler(deps),
    }),
    buttons: {
      begin: createBeginHandler(deps),
      fix,
      ...lyrics.buttons,
      ...review.buttons,
      ...remix.buttons,
      ...createJobHandlers(deps),
      ...menu.buttons,
    },
    modals: { submit, create, ...lyrics.modals, ...review.modals, ...remix.modals, ...menu.modals },
    selects: { ...menu.selects, ...review.selects },
  };
}

function createSlash(
  { requests, drafts, models, openLink, remixes, takePrivateGreeting }: CommandDeps,
  { cards, draftFlow }: { cards: LyricsCards; draftFlow: DraftFlow },
): Handler {
  const modelFor = (call: SlashCall) => serverModel(call, models, 'cover');

  /** With the song, or the cover, that a link leads to; a file that was given as well comes before it. */
  const withLinked = async (draft: Draft, call: SlashCall): Promise<Draft> => {
    const { link } = call.input;
    if (link === null || hasUpload(draft)) return draft;
    return draftFlow.keeping(draft, async () => {
      const opened = await openLink(call, link);
      return opened.kind === 'song'
        ? { ...draft, song: opened.song }
        : { ...draft, ...(await remixes.fromTake(opened.job, 0)) };
    });
  };

  /** Nothing was given that the greeting would take away. */
  const mayGreet = (call: SlashCall) =>
    managesServer(call) && !showsWords(call.input) && call.input.link === null && !hasContent(draftOf(call));

  return defineHandler({
    input: slashSchema,
    needs: ['settings', 'lastStyles'],
    retryButtonId: ({ interaction, input }) => (showsWords(input) ? coverIds.relisten : coverIds.fix)(interaction.id),
    guard: checkMayMake,
    async prepare(call) {
      if (mayGreet(call) && (await takePrivateGreeting(call.guildId))) return null;
      const draft = await withLinked(draftOf(call), call);
      const model = modelFor(call);
      const isLater = showsWords(call.input);
      // Before the form is there: it may be sent at once, or after a crash.
      if (isLater || (hasContent(draft) && !isComplete(draft, model))) await drafts.save(draft);
      return draft;
    },
    respond(call, draft) {
      if (draft === null) return { kind: 'reply', view: privateGreetingView(call) };
      const model = modelFor(call);
      const isLater = showsWords(call.input);
      if (isLater ? hasUpload(draft) : isComplete(draft, model)) return { kind: 'defer' };
      const asks = isLater
        ? ({ customId: coverIds.listen(draft.id), purpose: 'lyrics' } as const)
        : ({
            customId: (hasContent(draft) ? coverIds.submit : coverIds.create)(draft.id),
            purpose: 'make',
            wantsTick: wantsTick(call),
          } as const);
      return { kind: 'modal', modal: buildDraftForm(draft, model, call, { ...asks, uploads: 'missing' }) };
    },
    async execute(call, draft) {
      if (draft === null) return undefined;
      if (showsWords(call.input)) return hasUpload(draft) ? cards.heard(draft, call) : undefined;
      if (isComplete(draft, modelFor(call))) return draftFlow.submit(draft, call);
      if (hasUpload(draft)) requests.begin(draft, askingMember(call));
      return undefined;
    },
  });
}

function showsWords({ lyrics }: SlashCall['input']): boolean {
  return lyrics === 'edit';
}

function draftOf(call: SlashCall): Draft {
  const { lyrics: _, link: __, private: isPrivateFirst, ...given } = call.input;
  return applyInput(call, call.interaction.id, 'cover', undefined, {
    ...given,
    isPrivateFirst,
    style: resolveStyle(call),
  });
}
