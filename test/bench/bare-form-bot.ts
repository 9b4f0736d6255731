import { Client, ComponentType, Events, TextInputStyle } from 'discord.js';

/** The other yardstick: a bot of discord.js that answers every command with a form like that of `/cover`, and does nothing else. */
const client = new Client({ intents: [], rest: { api: process.env.DISCORD_API_BASE ?? '' } });

const fields = [
  { type: ComponentType.FileUpload, custom_id: 'song', min_values: 1, max_values: 1, required: true },
  { type: ComponentType.TextInput, custom_id: 'style', style: TextInputStyle.Paragraph, max_length: 300 },
  { type: ComponentType.TextInput, custom_id: 'lyrics', style: TextInputStyle.Paragraph, required: false },
  { type: ComponentType.Checkbox, custom_id: 'private' },
  {
    type: ComponentType.StringSelect,
    custom_id: 'takes',
    options: ['1', '2', '3', '4'].map((value) => ({ label: `${value} takes`, value })),
  },
] as const;

client.once(Events.ClientReady, async () => {
  await client.application?.commands.set([{ name: 'cover', description: 'shows a form' }]);
  process.stdout.write('{"msg":"ready"}\n');
});
client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isCommand()) return;
  await interaction.showModal({
    custom_id: `form:${interaction.id}`,
    title: 'Make a cover',
    components: fields.map((component) => ({ type: ComponentType.Label, label: component.custom_id, component })),
  });
});
await client.login(process.env.DISCORD_TOKEN);
