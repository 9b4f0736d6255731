import { ContextMenuCommandBuilder, SlashCommandBuilder } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Command, defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { labelled } from '../../src/discord/views/components/form-parts.ts';
import { channelSelect, roleSelect, userSelect } from '../../src/discord/views/components/selects.ts';
import { cardOf, type View } from '../../src/discord/views/view.ts';
import type { GuildPolicy } from '../../src/domain/policy/guild-settings.ts';
import { UserError } from '../../src/errors.ts';
import { PLAIN_POLICY } from '../support/plain-settings.ts';
import { openBot } from './bot-at-discord.ts';
import { deferred, entry, openProbe, probe } from './probe.ts';

const CALLBACK = '/interactions/:id/:token/callback';
const SONG = { name: 'Übermorgen.mp3', data: new Uint8Array(1_000), contentType: 'audio/mpeg' };

const settings: GuildPolicy = { ...PLAIN_POLICY, wantsRightsTick: true };

/** Notes down what came, and says so. */
function noting(calls: InteractionContext[], needs: Handler['needs'] = []): Handler {
  return defineHandler({
    input: z.record(z.string(), z.unknown()),
    needs,
    respond(call) {
      calls.push(call);
      return { kind: 'reply', view: cardOf(['noted']) };
    },
  });
}

/** A command with subcommands, proposals and a menu on messages. */
function listCommand(calls: InteractionContext[]): Command {
  const data = new SlashCommandBuilder()
    .setName('list')
    .setDescription('A list')
    .addSubcommand((part) =>
      part
        .setName('show')
        .setDescription('One')
        .addStringOption((option) => option.setName('cover').setDescription('Which').setAutocomplete(true))
        .addBooleanOption((option) => option.setName('all').setDescription('All')),
    )
    .addSubcommand((part) => part.setName('top').setDescription('The best'));
  const menu = new ContextMenuCommandBuilder().setName('Cover this').setType(3);
  return {
    name: 'list',
    data: [data.toJSON(), menu.toJSON()],
    subcommands: { show: noting(calls), top: noting(calls, ['settings', 'lastStyles']) },
    autocomplete: defineHandler({
      input: z.object({ cover: z.string() }),
      needs: ['lastStyles'],
      respond: ({ input, subcommand, focused, lastStyles = [] }) => ({
        kind: 'choices',
        choices: [...lastStyles, `${subcommand} ${focused} ${input.cover}`].map((name) => ({ name, value: name })),
      }),
    }),
    menu: noting(calls),
    buttons: {},
    modals: {},
    selects: {},
  };
}

describe('a command with subcommands', () => {
  it('answers by the name of the subcommand, with what that needs of the server and the member', async () => {
    const calls: InteractionContext[] = [];
    const bot = await openBot([listCommand(calls)], {
      load: { settings: async (id) => ({ ...settings, locale: id }), lastStyles: async (id) => [`of ${id}`] },
    });

    await bot.member.slash(bot.channel, 'list show', { cover: 'blues', all: true });
    await bot.member.slash(bot.channel, 'list top');

    expect(calls).toMatchObject([
      { subcommand: 'show', input: { cover: 'blues', all: true }, settings: undefined, lastStyles: undefined },
      { subcommand: 'top', input: {}, settings: { locale: bot.guild.id }, lastStyles: [`of ${bot.member.id}`] },
    ]);
    await expect.poll(() => bot.answered()).toMatchObject([{ name: 'list show' }, { name: 'list top' }]);
  });

  it('proposes values, and knows which option is being typed', async () => {
    const bot = await openBot([listCommand([])], { load: { lastStyles: async () => ['slow blues'] } });

    const choices = await bot.member.autocomplete(bot.channel, 'list show', { cover: 'jaz' }, 'cover');

    expect(choices.map(({ name }) => name)).toEqual(['slow blues', 'show cover jaz']);
  });

  it('takes it for no other bot where another process of ours has proposed values first', async () => {
    const bot = await openBot([listCommand([])], { load: { lastStyles: async () => [] }, claim: async () => true });
    bot.sandbox.faults.add({
      method: 'POST',
      route: '/interactions/:id/:token/callback',
      kind: 'refusal',
      refusal: { status: 400, code: 40060, message: 'Interaction has already been acknowledged.' },
    });

    void bot.member.autocomplete(bot.channel, 'list show', { cover: 'jaz' }, 'cover').catch(() => undefined);
    await expect.poll(() => bot.answered()).toHaveLength(1);

    expect(bot.taken()).toBe(0);
  });

  it('shows the message under its menu with files, author and the ids of its controls', async () => {
    const calls: InteractionContext[] = [];
    const bot = await openBot([listCommand(calls)]);
    const posted = bot.other.post(bot.channel, { content: 'mine', files: [SONG] });
    const body = {
      content: 'a cover',
      components: [{ type: 1, components: [{ type: 2, style: 2, label: 'x', custom_id: coverIds.remix('42') }] }],
    };
    await bot.client.rest.once.post(`/channels/${bot.channel.id}/messages`, { body });
    const cover = await bot.channel.nextMessage();

    await bot.member.menu(bot.channel, 'Cover this', posted);
    await bot.member.menu(bot.channel, 'Cover this', cover);

    expect(calls.map(({ input }) => input)).toMatchObject([
      {
        targetId: posted.id,
        authorId: bot.other.id,
        customIds: [],
        attachments: [{ name: SONG.name, sizeBytes: 1_000, contentType: 'audio/mpeg', expiresAt: expect.any(Number) }],
      },
      { targetId: cover.id, authorId: bot.sandbox.botUserId, customIds: ['cover:remix:42'], attachments: [] },
    ]);
  });
});

it('selects, boxes and ticks of a form arrive as what was chosen', async () => {
  const calls: InteractionContext[] = [];
  const choices = [
    { label: 'One', value: '1' },
    { label: 'Two', value: '2' },
  ];
  const field = (label: string, component: object) => ({ type: 18, label, component });
  const modal = {
    custom_id: 'probe:form:1',
    title: 'Form',
    components: [
      field('Takes', { type: 3, custom_id: 'takes', options: choices }),
      field('Also', { type: 22, custom_id: 'also', options: choices, min_values: 0, required: false }),
      field('Which', { type: 21, custom_id: 'which', options: choices }),
      field('Mine', { type: 23, custom_id: 'mine' }),
      field('Song', { type: 19, custom_id: 'song' }),
    ],
  };
  const bot = await openProbe({
    slash: entry(() => ({ kind: 'modal', modal: modal as never })),
    modals: { form: noting(calls) },
  });

  const form = await bot.member.slash(bot.channel, 'probe');
  await bot.member.submit(form, { Takes: '2', Also: ['1', '2'], Which: '1', Mine: true, Song: SONG });

  expect(calls.map(({ input }) => input)).toMatchObject([
    { takes: ['2'], also: ['1', '2'], which: '1', mine: true, song: [{ name: SONG.name }] },
  ]);
});

describe('menus of what a server has', () => {
  const idsOf = (bot: Awaited<ReturnType<typeof openProbe>>) => {
    const role = bot.guild.addRole({ name: 'Staff' });
    return { channel: bot.channel.id, role: role.id, user: bot.other.id };
  };

  it('hand over what was chosen under a message, by id and by name', async () => {
    const calls: InteractionContext[] = [];
    const menus = ({ channel, role, user }: ReturnType<typeof idsOf>) => [
      channelSelect({ customId: 'probe:pick:1', placeholder: 'Where', channelTypes: [0], chosenIds: [channel] }),
      roleSelect({ customId: 'probe:pick:2', placeholder: 'Which role', minimum: 0, chosenIds: [role] }),
      userSelect({ customId: 'probe:pick:3', placeholder: 'Who', maximum: 99, chosenIds: [user] }),
    ];
    const view = () => ({
      content: 'Pick',
      components: menus(ids).map((menu): View['components'][number] => ({ type: 1, components: [menu] })),
    });
    const slash = entry(() => ({ kind: 'reply', view: view() }));
    const bot = await openBot([{ ...probe({ slash }), selects: { pick: noting(calls) } }]);
    const ids = idsOf(bot);

    const { message } = await bot.member.slash(bot.channel, 'probe');
    if (!message) throw new Error('no message came');
    await bot.member.select(message, 'Where', [ids.channel]);
    await bot.member.select(message, 'Which role', []);
    await bot.member.select(message, 'Who', [ids.user, bot.sandbox.botUserId]);

    expect(calls.map(({ input }) => input)).toEqual([
      { values: [ids.channel] },
      { values: [] },
      { values: [ids.user, bot.sandbox.botUserId] },
    ]);
    expect(calls[0]?.resolved.channels.get(ids.channel)).toMatchObject({ name: bot.channel.name, type: 0 });
    expect(calls[2]?.resolved.users.get(ids.user)).toMatchObject({ name: bot.other.name, isBot: false });
    expect(calls[2]?.resolved.users.get(bot.sandbox.botUserId)).toMatchObject({ isBot: true });
  });

  it('hand over what was chosen in a form, and stay as they were filled in', async () => {
    const calls: InteractionContext[] = [];
    const form = ({ channel, role }: ReturnType<typeof idsOf>) => ({
      custom_id: 'probe:form:1',
      title: 'Form',
      components: [
        labelled(
          'Where',
          'Pick',
          channelSelect({ customId: 'where', placeholder: 'Pick', channelTypes: [0], chosenIds: [channel] }),
        ),
        labelled('Role', 'Pick', roleSelect({ customId: 'role', placeholder: 'Pick' })),
        labelled(
          'Who',
          'Pick',
          userSelect({ customId: 'who', placeholder: 'Pick', minimum: 2, maximum: 2, chosenIds: [role] }),
        ),
      ],
    });
    const slash = entry(() => ({ kind: 'modal', modal: form(ids) }));
    const bot = await openProbe({ slash, modals: { form: noting(calls) } });
    const ids = idsOf(bot);

    const opened = await bot.member.slash(bot.channel, 'probe');
    await bot.member.submit(opened, { Role: [ids.role], Who: [bot.other.id, bot.member.id] });

    const [call] = calls;
    expect(call?.input).toEqual({ where: [ids.channel], role: [ids.role], who: [bot.other.id, bot.member.id] });
    expect(call?.resolved.channels.get(ids.channel)).toMatchObject({ name: bot.channel.name });
    expect(call?.resolved.roles.get(ids.role)).toMatchObject({ name: 'Staff', isManaged: false });
    expect(call?.resolved.users.get(bot.member.id)?.member?.roleIds).toHaveLength(1);
  });
});

describe('what the first answer waits for', () => {
  const prepared = (prepare: (call: InteractionContext) => Promise<number>) =>
    defineHandler({
      input: noInput,
      needs: ['settings'],
      retryButtonId: () => coverIds.fix('42'),
      prepare,
      respond: (_call, count) => ({ kind: 'reply', view: cardOf([`prepared ${count}`]) }),
    });

  it('is shown in it', async () => {
    const bot = await openProbe(
      { slash: prepared(async (call) => (call.settings?.wantsRightsTick ? 7 : 0)) },
      { load: { settings: async () => settings } },
    );

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.message?.content).toBe('prepared 7');
  });

  it('happens once, however often Discord sends the same interaction', async () => {
    let times = 0;
    const slash = prepared(async () => {
      times += 1;
      return times;
    });
    const bot = await openProbe({ slash }, { load: { settings: async () => settings } });
    await (await bot.member.slash(bot.channel, 'probe')).settled();

    bot.sandbox.gateway.replay(1);
    const next = await (await bot.member.slash(bot.channel, 'probe')).settled();

    expect(next.content).toBe('prepared 2');
    await expect.poll(() => bot.answered()).toHaveLength(2);
  });

  it('shares its second with what is loaded', async () => {
    let isCounted = false;
    const slash = prepared(async () => {
      await bot.clock.sleep(600);
      isCounted = true;
      throw new Error('nobody hears this any more');
    });
    const load = { settings: () => bot.clock.sleep(600).then(() => settings) };
    const bot = await openProbe({ slash }, { load });

    const asking = bot.member.slash(bot.channel, 'probe');
    await bot.clock.runUntil(() => bot.sandbox.log.of('POST', CALLBACK).length > 0);

    expect((await asking).message?.content).toMatch(/longer than Discord lets me wait/);
    expect(isCounted).toBe(false);
    await expect.poll(() => bot.answered()).toMatchObject([{ reason: 'busy.slow', durationMs: 1_000 }]);
    await bot.clock.advance(1_000);
    expect(isCounted).toBe(true);
  });

  it('can refuse in words, with a way to fix it', async () => {
    const refusal = new UserError({ key: 'rights.missing', params: {} });
    const bot = await openProbe(
      { slash: prepared(() => Promise.reject(refusal)) },
      { load: { settings: async () => settings } },
    );

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.message?.content).toMatch(/^Tick \*\*I may use this song\*\*/);
    expect(answer.message?.buttons()).toMatchObject([{ customId: 'cover:fix:42' }]);
  });
});

describe('what a guard finds', () => {
  it('is handed to the first answer and to the work after it, and looked for once', async () => {
    const found: object[] = [];
    const handed: object[] = [];
    const slash = defineHandler({
      input: noInput,
      guard({ member }) {
        found.push({ name: member.name });
        return found.at(-1) ?? {};
      },
      respond(_call, one) {
        handed.push(one);
        return { kind: 'defer' };
      },
      async execute(_call, one) {
        handed.push(one);
        return cardOf(['done']);
      },
    });
    const bot = await openProbe({ slash });

    await (await bot.member.slash(bot.channel, 'probe')).settled();

    expect(found).toEqual([{ name: bot.member.name }]);
    expect(handed).toEqual([found[0], found[0]]);
  });

  it('is known to what the first answer waits for, which takes its place', async () => {
    const slash = defineHandler({
      input: noInput,
      guard: () => 20,
      prepare: async (_call, found) => found + 1,
      respond: (_call, prepared) => ({ kind: 'reply', view: cardOf([`prepared ${prepared}`]) }),
    });
    const bot = await openProbe({ slash });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.message?.content).toBe('prepared 21');
  });

  it('lets nothing happen where it refuses', async () => {
    const happened: string[] = [];
    const slash = defineHandler({
      input: noInput,
      guard() {
        throw new UserError({ key: 'rights.missing', params: {} });
      },
      async prepare() {
        happened.push('prepared');
      },
      respond: () => ({ kind: 'defer' }),
      async execute() {
        happened.push('done');
        return undefined;
      },
    });
    const bot = await openProbe({ slash });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.message?.content).toMatch(/^Tick/);
    expect(happened).toEqual([]);
  });
});

describe('what is no longer to be answered', () => {
  it('is a sentence for forged controls', async () => {
    let runs = 0;
    const bot = await openProbe({
      slash: entry(() => ({ kind: 'reply', view: cardOf(['here']) })),
      buttons: {
        press: entry(() => {
          runs += 1;
          return deferred;
        }),
      },
    });
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();
    const forged = [
      'probe:press',
      'Probe:press:1',
      'probe:__proto__:1',
      'cover:press:1',
      `probe:press:${'1'.repeat(33)}`,
    ];

    for (const customId of [...forged, '💥'.repeat(20)]) {
      const answer = await bot.member.click(shown, { force: true, customId });
      expect(answer.message?.content).toMatch(/^Something went wrong on my side/);
    }
    expect(runs).toBe(0);
  });
});
