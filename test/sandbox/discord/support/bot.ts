import { Client, Events, type Interaction, type RESTOptions } from 'discord.js';
import { onTestFinished } from 'vitest';
import type { DiscordSandbox } from '../../../../src/sandbox/discord/sandbox.ts';

/** By default the library sends through whatever undici this process loaded last, which may be another file's. */
const makeRequest: RESTOptions['makeRequest'] = (url, init) => fetch(url, init as unknown as RequestInit);

/** A bot on the unmodified library, logged in to the stand-in; it does with interactions what the test says. */
export async function startBot(
  discord: DiscordSandbox,
  onInteraction: (interaction: Interaction) => unknown = () => undefined,
  rest: Partial<RESTOptions> = {},
): Promise<Client<true>> {
  const client = new Client({ intents: [], rest: { makeRequest, ...rest, api: discord.apiUrl } });
  onTestFinished(() => client.destroy());
  client.on(Events.Error, () => undefined);
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction));
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  return ready;
}
