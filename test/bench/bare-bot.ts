import { Client, Events, MessageFlags } from 'discord.js';

/** The yardstick: the smallest bot that discord.js makes, which defers every command and does nothing else. */
const client = new Client({ intents: [], rest: { api: process.env.DISCORD_API_BASE ?? '' } });
client.once(Events.ClientReady, async () => {
  await client.application?.commands.set([
    {
      name: 'cover',
      description: 'defers',
      options: [
        { name: 'song', description: 'a song', type: 11 },
        { name: 'style', description: 'a style', type: 3 },
      ],
    },
  ]);
  process.stdout.write('{"msg":"ready"}\n');
});
client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isRepliable()) await interaction.deferReply({ flags: MessageFlags.Ephemeral });
});
await client.login(process.env.DISCORD_TOKEN);
