import type { Answer, SandboxMember } from '../../../../src/sandbox/discord/types.ts';
import { connectRaw, type RawInteraction } from './raw-gateway.ts';
import { type ApiReply, openStage, type Stage } from './sandbox-with-bot.ts';

export const button = { type: 1, components: [{ type: 2, style: 1, label: 'Press', custom_id: 'press' }] };
export const form = {
  custom_id: 'form',
  title: 'A form',
  components: [{ type: 18, label: 'Words', component: { type: 4, custom_id: 'words', style: 1, required: false } }],
};

export const commands = [
  {
    name: 'go',
    description: 'Goes',
    options: [{ type: 3, name: 'where', description: 'Where to', autocomplete: true }],
  },
  { name: 'Use', type: 3 },
];

export interface Begun {
  interaction: RawInteraction;
  /** What the member gets; fails when nothing comes in time. */
  answer: Promise<Answer>;
  /** Sends the first answer. */
  respond(body: unknown, query?: string, files?: Parameters<Stage['api']>[2]): Promise<ApiReply>;
  /** Path of the webhook that the answer opens. */
  hook: string;
}

/** A stage with a bare bot that has commands and answers nothing by itself. */
export async function openRawStage(options: Parameters<typeof openStage>[0] = {}) {
  const stage = await openStage(options);
  const { discord, channel, member, api } = stage;
  await api('PUT', `/applications/${discord.applicationId}/commands`, { body: commands });
  const bot = await connectRaw(discord);
  await bot.identify();

  const begin = async (act: (who: SandboxMember) => Promise<Answer>): Promise<Begun> => {
    const answer = act(member);
    // Tests that care about a failure wait for it themselves.
    answer.catch(() => undefined);
    const interaction = await bot.nextInteraction();
    const callback = `/interactions/${interaction.id}/${interaction.token}/callback`;
    return {
      interaction,
      answer,
      respond: (body, query = '', files = {}) => api('POST', `${callback}${query}`, { body, ...files }),
      hook: `/webhooks/${discord.applicationId}/${interaction.token}`,
    };
  };

  const slash = () => begin((who) => who.slash(channel, 'go'));

  const postButton = async () => {
    await api('POST', `/channels/${channel.id}/messages`, { body: { content: 'a button', components: [button] } });
    return channel.nextMessage(({ content }) => content === 'a button');
  };

  const click = async () => {
    const message = await postButton();
    return begin((who) => who.click(message, 'Press'));
  };

  const submitAfter = async (opening: Begun) => {
    await opening.respond({ type: 9, data: form });
    const shown = await opening.answer;
    return begin((who) => who.submit(shown, { Words: 'hello' }));
  };

  return {
    ...stage,
    bot,
    begin,
    slash,
    click,
    submit: async () => submitAfter(await slash()),
    submitFromButton: async () => submitAfter(await click()),
    autocomplete: () =>
      begin(async (who) => {
        await who.autocomplete(channel, 'go', { where: 'h' }, 'where');
        throw new Error('no message comes of proposals');
      }),
  };
}
