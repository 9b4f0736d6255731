import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ContainerBuilder,
  FileBuilder,
  FileUploadBuilder,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from 'discord.js';
import { expect, test } from 'vitest';
import { startBot } from './support/bot.ts';
import { openStage, type Stage } from './support/sandbox-with-bot.ts';

const song = { name: 'My Söng.mp3', data: Buffer.from('the song'), contentType: 'audio/mpeg' };

function coverModal(): ModalBuilder {
  return new ModalBuilder()
    .setCustomId('cover')
    .setTitle('Make a cover')
    .addLabelComponents(
      new LabelBuilder()
        .setLabel('Song')
        .setFileUploadComponent(new FileUploadBuilder().setCustomId('song').setFileTypes('audio')),
      new LabelBuilder()
        .setLabel('Style')
        .setTextInputComponent(
          new TextInputBuilder().setCustomId('style').setStyle(TextInputStyle.Short).setValue('jazz').setMinLength(3),
        ),
    );
}

async function onCover(interaction: ChatInputCommandInteraction): Promise<void> {
  await interaction.showModal(coverModal());
}

async function onSubmit(interaction: ModalSubmitInteraction): Promise<void> {
  const uploaded = interaction.fields.getUploadedFiles('song', true).first();
  const style = interaction.fields.getTextInputValue('style');
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const bytes = await fetch(uploaded?.url ?? '').then((response) => response.text());
  await interaction.editReply({
    content: `${uploaded?.title ?? uploaded?.name} (${bytes}) as ${style}`,
    files: [new AttachmentBuilder(Buffer.from('the cover'), { name: 'cover.mp3' })],
  });
}

async function onInteraction(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) await onCover(interaction);
  if (interaction.isModalSubmit()) await onSubmit(interaction);
}

test('a song goes in by a form and a file comes back, through the unmodified library', async () => {
  const { discord, guild, channel, member } = await openStage();
  const client = await startBot(discord, onInteraction);
  await client.application.commands.set([
    new SlashCommandBuilder().setName('cover').setDescription('Makes a cover').toJSON(),
  ]);
  expect(discord.commands()).toMatchObject([{ name: 'cover', type: 1 }]);

  const modal = await member.slash(channel, 'cover');
  expect(modal).toMatchObject({ kind: 'modal', modal: { title: 'Make a cover' }, message: undefined });
  await expect(member.submit(modal, {})).rejects.toThrow('Song');
  const text = { ...song, name: 'song.txt' };
  await expect(member.submit(modal, { Song: text })).rejects.toThrow('does not take song.txt');
  await expect(member.submit(modal, { Song: song, Style: 'x' })).rejects.toThrow('at least 3');

  const answer = await member.submit(modal, { Song: song });
  expect(answer.kind).toBe('deferred');
  const message = await answer.settled();
  expect(message.content).toBe('My Söng (the song) as jazz');
  expect(message).toMatchObject({ ephemeralFor: member.id, loading: false, edits: 1 });
  expect(message.attachments).toMatchObject([{ filename: 'cover.mp3', contentType: 'audio/mpeg', size: 9 }]);
  const served = await fetch(message.attachments[0]?.url ?? '');
  expect([served.headers.get('content-type'), await served.text()]).toEqual(['audio/mpeg', 'the cover']);
  expect(channel.messages).toEqual([]);
  expect(channel.messagesFor(member)).toEqual([message]);
  expect(channel.messagesFor(guild.owner)).toEqual([]);
});

/** A stage whose bot has one kind of everything and answers by what it was given. */
async function openFullStage(respond: (interaction: Interaction) => unknown) {
  const stage = await openStage();
  const client = await startBot(stage.discord, respond);
  await client.application.commands.set([
    {
      name: 'covers',
      description: 'Your covers',
      options: [
        {
          type: ApplicationCommandOptionType.Subcommand,
          name: 'find',
          description: 'Finds one',
          options: [
            {
              type: ApplicationCommandOptionType.String,
              name: 'style',
              description: 'Its style',
              required: true,
              autocomplete: true,
            },
            { type: ApplicationCommandOptionType.User, name: 'by', description: 'Who asked' },
            { type: ApplicationCommandOptionType.Attachment, name: 'song', description: 'Of which song' },
            { type: ApplicationCommandOptionType.Integer, name: 'takes', description: 'How many', maxValue: 4 },
          ],
        },
      ],
    },
    { type: ApplicationCommandType.Message, name: 'Cover this' },
  ]);
  return { ...stage, client };
}

test('a message menu hands over the message with its files, without any intent', async () => {
  const { channel, member } = await openFullStage(async (interaction) => {
    if (!interaction.isMessageContextMenuCommand()) return;
    const { content, attachments } = interaction.targetMessage;
    const bytes = await fetch(attachments.first()?.url ?? '').then((response) => response.text());
    await interaction.reply({ content: `${content}: ${bytes}`, flags: MessageFlags.Ephemeral });
  });
  const message = member.post(channel, { content: 'listen', files: [song] });
  const answer = await member.menu(channel, 'Cover this', message);
  expect(answer.message?.content).toBe('listen: the song');
});

test('a subcommand has its options, and proposals come while one is typed', async () => {
  const { guild, channel, member } = await openFullStage(async (interaction) => {
    if (interaction.isAutocomplete()) {
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([{ name: `${name} ${value}`, value: `${value}!` }]);
    }
    if (!interaction.isChatInputCommand()) return;
    const { options } = interaction;
    const parts = [options.getSubcommand(), options.getString('style'), options.getUser('by')?.globalName];
    await interaction.reply([...parts, options.getAttachment('song')?.size, options.getInteger('takes')].join(' '));
  });
  const other = guild.addMember({ name: 'Bob' });
  expect(await member.autocomplete(channel, 'covers find', { style: 'ja' }, 'style')).toEqual([
    { name: 'style ja', value: 'ja!' },
  ]);
  const options = { style: 'jazz', by: other.id, song, takes: 3 };
  const answer = await member.slash(channel, 'covers find', options);
  expect(answer.message?.content).toBe('find jazz Bob 8 3');
  await expect(member.slash(channel, 'covers')).rejects.toThrow('needs one of: find');
  await expect(member.slash(channel, 'covers find')).rejects.toThrow('style is required');
  await expect(member.slash(channel, 'covers find', { ...options, takes: 5 })).rejects.toThrow('at most 4');
  await expect(member.slash(channel, 'covers find', { ...options, takes: 'x' })).rejects.toThrow('takes a number');
  await expect(member.slash(channel, 'covers find', { ...options, song: 'x' })).rejects.toThrow('takes a file');
});

const controls = [
  new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId('play').setLabel('Play').setStyle(ButtonStyle.Primary),
    new ButtonBuilder().setCustomId('off').setLabel('Off').setStyle(ButtonStyle.Secondary).setDisabled(true),
    new ButtonBuilder().setURL('https://example.org').setLabel('Site').setStyle(ButtonStyle.Link),
  ),
  new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
    new StringSelectMenuBuilder()
      .setCustomId('style')
      .setPlaceholder('Choose a style')
      .addOptions({ label: 'Jazz', value: 'jazz' }, { label: 'Rock', value: 'rock' }),
  ),
  new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(
    new UserSelectMenuBuilder().setCustomId('who').setPlaceholder('Choose somebody'),
  ),
].map((row) => row.toJSON());

async function onControl(interaction: Interaction): Promise<void> {
  if (interaction.isButton()) await interaction.update({ content: `played ${interaction.customId}`, components: [] });
  if (interaction.isStringSelectMenu()) await interaction.reply(`chose ${interaction.values.join()}`);
  if (interaction.isUserSelectMenu()) await interaction.reply(`chose ${interaction.users.first()?.globalName}`);
}

const postControls = ({ api, channel }: Stage) =>
  api('POST', `/channels/${channel.id}/messages`, { body: { content: 'controls', components: controls } });

test('buttons and menus do what they say, for those who can see them', async () => {
  const stage = await openFullStage(onControl);
  const { channel, member } = stage;
  await postControls(stage);
  const message = await channel.nextMessage();
  expect(message.buttons().map(({ label, disabled }) => [label, disabled])).toEqual([
    ['Play', false],
    ['Off', true],
    ['Site', false],
  ]);
  expect(message.text().split('\n')).toEqual(['controls', 'Play', 'Off', 'Site', 'Choose a style', 'Choose somebody']);

  expect((await member.select(message, 'Choose a style', ['rock'])).message?.content).toBe('chose rock');
  expect((await member.select(message, 'who', [member.id])).message?.content).toBe('chose Ada');
  await expect(member.select(message, 'style', ['pop'])).rejects.toThrow('does not offer pop');
  await expect(member.select(message, 'style', ['jazz', 'rock'])).rejects.toThrow('takes 1 to 1');
  await expect(member.select(message, 'nothing', [])).rejects.toThrow('no menu nothing among: Choose a style');
  await expect(member.click(message, 'Off')).rejects.toThrow('disabled');
  await expect(member.click(message, 'Site')).rejects.toThrow('a link');
  await expect(member.click(message, 'Stop')).rejects.toThrow('no button Stop among: Play, Off, Site');

  const answer = await member.click(message, 'Play');
  expect(answer).toMatchObject({ kind: 'update', message: { id: message.id, content: 'played play' } });
  expect(message.buttons()).toEqual([]);
  const forged = await member.click(message, { force: true, customId: 'anything' });
  expect(forged.message?.content).toBe('played anything');
});

test('a private answer can be used by its member alone', async () => {
  const { channel, member, guild } = await openFullStage(async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.reply({ components: controls, content: 'yours', flags: MessageFlags.Ephemeral });
    }
    await onControl(interaction);
  });
  const { message } = await member.slash(channel, 'covers find', { style: 'x' });
  if (!message) throw new Error('no answer');
  await expect(guild.owner.click(message, 'Play')).rejects.toThrow('cannot see');
  expect((await member.click(message, 'Play')).message?.content).toBe('played play');
});

test('buttons work in direct messages, too', async () => {
  const { client, member } = await openFullStage(async (interaction) => {
    if (interaction.isButton()) await interaction.reply(`in a guild: ${interaction.inGuild()}`);
  });
  const user = await client.users.fetch(member.id);
  await user.send({ content: 'psst', components: controls });
  const [message] = member.directMessages;
  if (!message) throw new Error('no message');
  expect((await member.click(message, 'Play')).message?.content).toBe('in a guild: false');
  expect(member.directMessages).toHaveLength(2);
});

test('a bot posts files in a channel once, by the nonce', async () => {
  const { client, channel } = await openFullStage(() => undefined);
  const target = await client.channels.fetch(channel.id);
  if (!target?.isSendable()) throw new Error('not a channel to write to');
  const post = () =>
    target.send({
      components: [new ContainerBuilder().addFileComponents(new FileBuilder().setURL('attachment://cover.mp3'))],
      files: [new AttachmentBuilder(Buffer.from('sound'), { name: 'cover.mp3' })],
      flags: MessageFlags.IsComponentsV2,
      nonce: 'job-1',
      enforceNonce: true,
    });
  const [first, second] = [await post(), await post()];
  expect(first.id).toBe(second.id);
  expect(channel.messages).toMatchObject([{ id: first.id, nonce: 'job-1', attachments: [{ size: 5 }] }]);
  await expect(target.send('x'.repeat(2001))).rejects.toMatchObject({ code: 50035, status: 400 });
});
