import { startDiscordSandbox } from '@coverband/discord-sandbox';
import { ButtonStyle, Client, ComponentType, Events, type Interaction, MessageFlags, Routes } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';

/** The bot under test: it greets whoever asks, and whoever waves back is greeted by name. */
async function onInteraction(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) {
    const wave = { type: ComponentType.Button, style: ButtonStyle.Primary, label: 'Wave', customId: 'wave' } as const;
    const components = [{ type: ComponentType.ActionRow, components: [wave] }];
    await interaction.reply({ content: `Hello, ${interaction.options.getString('who')}!`, components });
  }
  if (interaction.isButton()) {
    await interaction.reply({ content: `Hello, ${interaction.user.displayName}!`, flags: MessageFlags.Ephemeral });
  }
}

test('whoever waves back is greeted alone, also when Discord stumbles', async () => {
  const discord = await startDiscordSandbox({ botName: 'Greeter' });
  onTestFinished(() => discord.close());
  const guild = discord.addGuild({ name: 'Harbour' });
  const channel = guild.addChannel({ name: 'pier' });
  const ada = guild.addMember({ name: 'Ada' });

  const bot = new Client({ intents: [], rest: { api: discord.apiUrl } });
  onTestFinished(() => bot.destroy());
  bot.on(Events.InteractionCreate, onInteraction);
  await bot.login(discord.token);
  const greet = {
    name: 'greet',
    description: 'Says hello',
    options: [{ type: 3, name: 'who', description: 'To whom' }],
  };
  await bot.rest.put(Routes.applicationCommands(discord.applicationId), { body: [greet] });

  // People do what the client lets them do, and nothing else.
  const greeting = await ada.slash(channel, 'greet', { who: 'Bob' });
  expect(greeting.message?.text()).toBe('Hello, Bob!\nWave');
  const [message] = channel.messages;
  if (!message) throw new Error('nothing was posted');

  // The next first answer of the bot fails once; the library sends it again.
  const stumble = discord.faults.add({ route: '/interactions/:id/:token/callback', kind: '500', times: 1 });
  const answer = await ada.click(message, 'Wave');
  expect(stumble.hits).toBe(1);
  expect(answer.message).toMatchObject({ content: 'Hello, Ada!', ephemeralFor: ada.id });
  expect(channel.messages).toEqual([message]);
});
