import { Client, Events, type Interaction } from 'discord.js';
import { createBotKeeper } from '../../../src/sandbox/playground/bot-keeper.ts';
import { createCast } from '../../../src/sandbox/playground/page/cast.ts';
import { offers } from '../../../src/sandbox/playground/page/offers.ts';
import { createSamples } from '../../../src/sandbox/playground/page/samples.ts';
import { createPanel } from '../../../src/sandbox/playground/page/server/panel.ts';
import { startPageServer } from '../../../src/sandbox/playground/page/server/start-page-server.ts';
import { openStage } from '../../../src/sandbox/playground/whole-sandbox.ts';

/** The page with any bot behind it: one on the unmodified library that does what a test says. */
export async function openAnyPage(commands: readonly object[]) {
  const [offer] = offers;
  const stage = await openStage({ speed: 1, generationMs: 1_000, offer });
  const cast = createCast(stage.discord);
  const keeper = createBotKeeper({ startBot: stage.startBot, downMs: 1_000 });
  const panel = createPanel({ stage, bot: keeper, troubles: [], log: [], offer, reset: async () => {} });
  const server = await startPageServer({ room: { stage, cast, samples: createSamples(), panel }, port: 0 });

  const client = new Client({ intents: [], rest: { api: stage.discord.apiUrl } });
  let answer: (interaction: Interaction) => unknown = () => undefined;
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(stage.discord.token);
  await ready;
  await client.rest.put(`/applications/${stage.discord.applicationId}/commands`, { body: commands });

  return {
    url: server.url,
    stage,
    cast,
    rest: client.rest,
    channelId: cast.firstChannel.id,
    /** What the bot does with whatever comes from now on. */
    answerWith(next: (interaction: Interaction) => unknown) {
      answer = next;
    },
    async close() {
      await server.close();
      await client.destroy();
      await keeper.close();
      await stage.close();
    },
  };
}
