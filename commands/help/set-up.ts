import { z } from 'zod';
import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { setUpCard, type setUpKeys } from '../../src/discord/views/settings/set-up-card.ts';
import { NO_VALUE } from '../../src/discord/views/settings/settings-card.ts';
import type { View } from '../../src/discord/views/view.ts';
import { readWhole } from '../../src/domain/policy/read-choice.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { checkedChoice, createSettingsFlow, Fault, invalidLine } from '../settings/settings-flow.ts';
import { checkMayMake, managesServer } from '../shared/access.ts';
import { applyInput } from '../shared/apply-input.ts';
import { createDraftFlow } from '../shared/draft-flow.ts';

export type SetUpDeps = Pick<
  CommandDeps,
  'serverSettings' | 'models' | 'coverChannel' | 'exampleSong' | 'requests' | 'drafts' | 'lastStyles'
>;

type SetUpKey = (typeof setUpKeys)[number];

/** Three questions to those who manage a server, whether the bot can do its work, and a cover of the song that comes with it. */
export function createSetUpHandlers(deps: SetUpDeps) {
  const { serverSettings, coverChannel, exampleSong } = deps;
  const settingsFlow = createSettingsFlow(deps);
  const draftFlow = createDraftFlow(deps);

  const card = async (call: InteractionContext, notices: readonly string[] = []): Promise<View> => {
    const { guildId, locale } = call;
    const { notices: _, models: __, ...shown } = await settingsFlow.look(call);
    const [{ channelId, check }, triesLeft] = await Promise.all([
      coverChannel(guildId, call.channelId),
      exampleSong.triesLeft(guildId),
    ]);
    return setUpCard({ ...shown, locale, guildId, channelId, check, triesLeft, notices });
  };

  /** `read`: undefined for what the menu did not offer. */
  const choose = (key: SetUpKey, read: (values: readonly string[]) => unknown): Handler =>
    defineHandler({
      input: z.object({ values: z.array(z.string()) }),
      guard: checkMaySetUp,
      respond: () => ({ kind: 'deferUpdate' }),
      async execute(call) {
        const { guildId, locale } = call;
        const value = read(call.input.values);
        const { terms } = await serverSettings.of(guildId);
        const { notices } = await settingsFlow.apply(call, key, () => {
          if (value === undefined) throw new Fault(invalidLine(key, locale));
          return checkedChoice(key, value, { terms, locale });
        });
        return card(call, notices);
      },
    });

  const setUp = defineHandler({
    input: noInput,
    guard: checkMaySetUp,
    // The greeting is for all; what comes of it is for whoever pressed.
    respond: () => ({ kind: 'defer' }),
    execute: (call) => card(call),
  });

  const look = defineHandler({
    input: noInput,
    guard: checkMaySetUp,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) => card(call),
  });

  const tryIt = defineHandler({
    input: noInput,
    needs: ['settings'],
    guard(call) {
      checkMaySetUp(call);
      checkMayMake(call);
    },
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const draft = applyInput(call, call.interaction.id, 'cover', undefined, {
        style: text(call.locale, 'tryIt.style'),
        // It is the bot's own.
        mayUse: true,
      });
      const song = await exampleSong.take(draft);
      const onRepeated = () => exampleSong.giveBack(call.guildId);
      try {
        return await draftFlow.submit({ ...draft, song }, call, { onRepeated });
      } catch (error) {
        // Refused before anything was spent.
        if (error instanceof UserError) await exampleSong.giveBack(call.guildId);
        throw error;
      }
    },
  });

  return {
    buttons: { setUp, look, tryIt },
    selects: {
      where: choose('remixChannelIds', (values) => values),
      who: choose('allowedRoleIds', (values) => values),
      howMany: choose('memberDayTakes', ([first]) => (first === NO_VALUE ? null : readWhole(first ?? ''))),
    },
  };
}

/** Asked at each click: cards stay where they are, and the greeting is for all to see. */
function checkMaySetUp(call: Pick<InteractionContext, 'member'>): void {
  if (!managesServer(call)) throw new UserError({ key: 'setUp.notYours', params: {} });
}
