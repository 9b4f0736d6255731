import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CommandDeps } from '../../commands/services.ts';
import { coverIds, coversIds, songIds } from '../../src/discord/interactions/cover-ids.ts';
import { moreChoices } from '../../src/discord/views/components/cover-controls.ts';
import type { View } from '../../src/discord/views/view.ts';
import { models } from '../../src/providers/catalog.ts';
import type { Answer, ModalValue, SandboxMember, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot } from '../support/test-bot.ts';

const UNKNOWN = '1000000000000000009';
const SECRET = 'whispered secret choir of the staff';

/** How a cover's or a draft's id can come in by an entry. */
type Way =
  | { by: 'button'; customId(id: string): string }
  | { by: 'menu'; customId(id: string): string; value: string }
  /** The id is what is chosen. */
  | { by: 'choice'; customId(id: string): string }
  | { by: 'form'; from(id: string): string; values: Readonly<Record<string, ModalValue>> }
  | { by: 'option'; command: string }
  /** The option that takes ids and addresses. */
  | { by: 'link'; command: string }
  | { by: 'proposals'; command: string }
  /** By the custom ids under a message. */
  | { by: 'message'; command: string }
  | 'names no cover'
  /** The id of a draft, which opens nothing of others; that of a job with the same id is seen by its guard. */
  | 'form of a draft';

const remix = { from: coverIds.remix, values: { style: SECRET } };

/** Every entry of every command. */
const WAYS: Readonly<Record<string, Way | readonly Way[]>> = {
  'cover slash': { by: 'link', command: 'cover' },
  'cover autocomplete': 'names no cover',
  'cover menu': { by: 'message', command: 'Cover this song' },
  'cover button begin': 'names no cover',
  'cover button fix': { by: 'button', customId: coverIds.fix },
  'cover button relisten': { by: 'button', customId: coverIds.relisten },
  'cover button editor': { by: 'button', customId: coverIds.editor },
  'cover button write': { by: 'button', customId: coverIds.write },
  'cover button lyrics': { by: 'button', customId: coverIds.lyrics },
  'cover button make': { by: 'button', customId: (id) => coverIds.make(id, 'x') },
  'cover button anyway': { by: 'button', customId: coverIds.anyway },
  'cover button restyle': { by: 'button', customId: coverIds.restyle },
  'cover button firstPart': { by: 'button', customId: coverIds.firstPart },
  'cover button bestPart': { by: 'button', customId: coverIds.bestPart },
  'cover button fromPart': { by: 'button', customId: coverIds.fromPart },
  'cover button allow': { by: 'button', customId: coverIds.allow },
  'cover button discard': { by: 'button', customId: coverIds.discard },
  'cover button remix': { by: 'button', customId: coverIds.remix },
  'cover button remixCover': { by: 'button', customId: coverIds.remixCover },
  'cover button anotherTake': { by: 'button', customId: coverIds.anotherTake },
  'cover button cancel': { by: 'button', customId: coverIds.cancel },
  'cover button again': { by: 'button', customId: coverIds.again },
  'cover button kept': { by: 'button', customId: coverIds.kept },
  'cover button post': { by: 'button', customId: coverIds.post },
  'cover button original': { by: 'button', customId: coverIds.original },
  'cover button vote': { by: 'button', customId: coverIds.vote },
  'cover button remove': { by: 'button', customId: coverIds.remove },
  'cover button takeDown': { by: 'button', customId: coverIds.takeDown },
  'cover modal create': 'form of a draft',
  'cover modal submit': 'form of a draft',
  'cover modal listen': 'form of a draft',
  'cover modal wish': 'form of a draft',
  'cover modal edited': 'form of a draft',
  'cover modal part': 'form of a draft',
  'cover modal remixed': { by: 'form', ...remix },
  'cover modal remixedCover': { by: 'form', ...remix, from: coverIds.remixCover },
  'cover modal report': { by: 'form', from: coverIds.more, values: { reason: 'It is loud' } },
  'cover select audience': { by: 'menu', customId: coverIds.audience, value: 'me' },
  'cover select more': Object.values(moreChoices).map((value) => ({ by: 'menu', customId: coverIds.more, value })),
  'song slash': 'names no cover',
  'song autocomplete': 'names no cover',
  'song button fix': { by: 'button', customId: songIds.fix },
  'song modal create': 'form of a draft',
  'song modal submit': 'form of a draft',
  'covers queue': 'names no cover',
  'covers cancel': { by: 'option', command: 'covers cancel' },
  'covers mine': 'names no cover',
  'covers export': 'names no cover',
  'covers show': { by: 'option', command: 'covers show' },
  'covers top': 'names no cover',
  'covers tree': { by: 'option', command: 'covers tree' },
  'covers autocomplete': [
    { by: 'proposals', command: 'covers show' },
    { by: 'proposals', command: 'covers tree' },
    { by: 'proposals', command: 'covers cancel' },
  ],
  'covers button older': { by: 'button', customId: coversIds.older },
  'covers button export': { by: 'button', customId: coversIds.export },
  'covers button newer': { by: 'button', customId: coversIds.newer },
  'covers select play': { by: 'choice', customId: coversIds.play },
  'covers select cancel': { by: 'choice', customId: coversIds.cancel },
  'covers select take': { by: 'menu', customId: coversIds.take, value: 'take-1.mp3' },
  'covers button mine': 'names no cover',
  'quota slash': 'names no cover',
  'help slash': 'names no cover',
  'help button setUp': 'names no cover',
  'help button look': 'names no cover',
  'help button tryIt': 'names no cover',
  'help select where': 'names no cover',
  'help select who': 'names no cover',
  'help select howMany': 'names no cover',
  'privacy about': 'names no cover',
  'privacy export': 'names no cover',
  'privacy delete': 'names no cover',
  'privacy uploads': 'names no cover',
  'privacy button delete': 'names no cover',
  'privacy button keep': 'names no cover',
};

/** Where somebody who sees the channel is answered otherwise: these are about what is one's own, or about a draft. */
const SAME_FOR_ALL =
  /button (fix|relisten|editor|write|restyle|allow|firstPart|bestPart|fromPart|older|newer|export)$|select audience|covers cancel/;

function entriesOf(): string[] {
  const deps = { models, lyrics: { writing: { priceMicros: 1 } }, operator: { guildIds: [], memberIds: [] } };
  const commands = createCommands(
    new Proxy(deps as unknown as CommandDeps, { get: (part, name) => Reflect.get(part, name) ?? {} }),
  );
  // The settings of a server name no cover, by whatever entry; moderators know them all, and nobody else has an answer.
  const others = commands.filter(({ name }) => name !== 'cover-settings' && name !== 'cover-mod');
  return others.flatMap(({ name, slash, subcommands = {}, autocomplete, menu, buttons, modals, selects }) => [
    ...Object.entries({ slash, autocomplete, menu }).flatMap(([kind, entry]) => (entry ? [`${name} ${kind}`] : [])),
    ...Object.keys(subcommands).map((part) => `${name} ${part}`),
    ...Object.keys(buttons).map((action) => `${name} button ${action}`),
    ...Object.keys(modals).map((action) => `${name} modal ${action}`),
    ...Object.keys(selects).map((action) => `${name} select ${action}`),
  ]);
}

/** A cover of Ada in a channel that only the staff sees; Bob is one of them as long as he has the role. */
async function openStaffCover() {
  const scene = await createTestBot({ environment: { PROVIDERS: 'runware,minimax' } });
  const { guild, discord, member } = scene;
  const staff = guild.addRole({ name: 'staff', permissions: Flags.ViewChannel });
  const closed = guild.addChannel({
    name: 'staff-only',
    overwrites: [
      ...guild.roles
        .filter(({ id }) => id !== staff.id)
        .map(({ id }) => ({ id, type: 'role' as const, deny: Flags.ViewChannel })),
      { id: staff.id, type: 'role', allow: Flags.ViewChannel },
      { id: discord.botUserId, type: 'member', allow: Flags.ViewChannel },
    ],
  });
  member.setRoles([...member.roleIds, staff.id]);
  await member.slash(closed, 'cover', { song: await songOf(7), style: SECRET });
  await scene.until(() => closed.messages.length > 0);
  const message = await closed.nextMessage();
  const id = message.buttons()[0]?.customId.split(':')[2] ?? '';
  /** A message of the bot in the open channel, with these controls. */
  const messageWith = async (components: View['components']): Promise<SandboxMessage> => {
    await fetch(`${discord.apiUrl}/v10/channels/${scene.channel.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'forged', components }),
    });
    return scene.channel.nextMessage();
  };
  return { ...scene, id, secret: message, staff, messageWith };
}

type Stage = Awaited<ReturnType<typeof openStaffCover>>;

const button = (customId: string): View['components'] => [
  { type: 1, components: [{ type: 2, style: 2, label: 'Press', custom_id: customId }] },
];
const menu = (customId: string, value: string): View['components'] => [
  { type: 1, components: [{ type: 3, custom_id: customId, placeholder: 'Menu', options: [{ label: 'x', value }] }] },
];

/** What a member reads after coming in by this way with an id; `undefined` where nothing could be sent at all. */
async function read(stage: Stage, member: SandboxMember, way: Exclude<Way, string>, id: string): Promise<string> {
  switch (way.by) {
    case 'button':
      return said(stage, await member.click(await stage.messageWith(button(way.customId(id))), 'Press'));
    case 'menu':
      return said(
        stage,
        await member.select(await stage.messageWith(menu(way.customId(id), way.value)), 'Menu', [way.value]),
      );
    case 'choice':
      return said(stage, await member.select(await stage.messageWith(menu(way.customId(UNKNOWN), id)), 'Menu', [id]));
    case 'option':
      return said(stage, await member.slash(stage.channel, way.command, { cover: id }));
    case 'link':
      return said(stage, await member.slash(stage.channel, way.command, { link: id }));
    case 'proposals':
      return JSON.stringify(await member.autocomplete(stage.channel, way.command, { cover: '' }, 'cover'));
    case 'message':
      return said(
        stage,
        await member.menu(stage.channel, way.command, await stage.messageWith(button(coverIds.remix(id)))),
      );
    case 'form':
      throw new Error('a form is opened first');
  }
}

/** What an answer says once all of it is there, be it the message itself or one more below it. */
async function said(stage: Pick<Stage, 'until'>, answer: Answer): Promise<string> {
  if (answer.modal) return JSON.stringify(answer.modal);
  let settled: SandboxMessage | undefined;
  answer.settled().then(
    (message) => {
      settled = message;
    },
    () => undefined,
  );
  // What is said while files are packed is not the end of it.
  const isSaid = () => settled !== undefined && !settled.text().startsWith('Packing');
  await stage.until(() => isSaid() || answer.followUps.length > 0);
  return (answer.followUps[0] ?? settled)?.text() ?? '';
}

const waysOf = (given: Way | readonly Way[]): readonly Way[] =>
  typeof given === 'object' && 'length' in given ? given : [given as Way];

describe('a cover in a channel that a member does not see', () => {
  it('is asked about by these entries, and no others', () => {
    expect(Object.keys(WAYS).sort()).toEqual(entriesOf().sort());
  });

  it('is as good as none, whatever entry its id comes in by', async () => {
    const stage = await openStaffCover();
    const { other, id, staff } = stage;
    const without = other.roleIds;
    const asStaff = () => other.setRoles([...without, staff.id]);
    for (const [entry, given] of Object.entries(WAYS)) {
      for (const way of waysOf(given)) {
        if (typeof way === 'string' || way.by === 'form' || way.by === 'message') continue;
        other.setRoles(without);
        const hidden = await read(stage, other, way, id);
        const unknown = await read(stage, other, way, UNKNOWN);
        expect(hidden.replaceAll(id, UNKNOWN), entry).toBe(unknown);
        expect(hidden, entry).not.toContain(SECRET);
        asStaff();
        const shown = (await read(stage, other, way, id)).replaceAll(id, UNKNOWN);
        if (SAME_FOR_ALL.test(entry) || (way.by === 'proposals' && way.command === 'covers cancel')) continue;
        expect(shown, entry).not.toBe(way.by === 'proposals' ? '[]' : unknown);
      }
    }
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('is as good as none by a form that was opened while the channel was seen', async () => {
    const stage = await openStaffCover();
    const { other, id, staff } = stage;
    const without = other.roleIds;
    for (const [entry, given] of Object.entries(WAYS)) {
      for (const way of waysOf(given)) {
        if (typeof way === 'string' || way.by !== 'form') continue;
        other.setRoles([...without, staff.id]);
        const components = way.from === coverIds.more ? menu(way.from(id), 'report') : button(way.from(id));
        const message = await stage.messageWith(components);
        const open = () =>
          way.from === coverIds.more ? other.select(message, 'Menu', ['report']) : other.click(message, 'Press');
        const [form, seen] = [await open(), await open()];
        const shown = await said(stage, await other.submit(seen, way.values));
        other.setRoles(without);
        const hidden = await said(stage, await other.submit(form, way.values));
        expect(hidden, entry).toMatch(/^I don't have this one any more/);
        expect(shown, entry).not.toBe(hidden);
      }
    }
  });

  it.each([
    'whole',
    'refused',
  ])('is not shown by a form that is forged to be that of its draft, and is %s', async (how) => {
    const stage = await openStaffCover();
    const { other, id, channel } = stage;
    // The draft of its member is gone by then, and no longer in the way.
    await stage.clock.advance(25 * 3_600_000);
    const form = await other.slash(channel, 'cover');
    if (!form.modal) throw new Error('it asks for a song');
    Object.assign(form.modal, { custom_id: coverIds.create(id) });
    const noSong = { name: 'song.mp3', data: new Uint8Array(5_000), contentType: 'audio/mpeg' };
    const song = how === 'whole' ? await songOf(7) : noSong;

    const answer = await said(stage, await other.submit(form, { song, style: 'slow jazz with a warm voice' }));

    expect(answer).not.toContain(SECRET);
    expect(answer).not.toContain(`/${stage.secret.id}`);
    expect(stage.runware.paidRequests()).toBe(1);
    expect(answer).toMatch(how === 'whole' ? /^This form has expired/ : /^I can't find any music in that file/);
  });

  it('is remixed from the menu of its own message only, where whoever reads that sees it', async () => {
    const { other, id, staff, secret, ...stage } = await openStaffCover();
    const forged = await stage.messageWith(button(coverIds.remix(id)));
    const asked = (message: SandboxMessage) => other.menu(stage.channel, 'Cover this song', message);

    await expect(said(stage, await asked(forged))).resolves.toMatch(/^There's no audio or video in that message/);
    other.setRoles([...other.roleIds, staff.id]);
    const closed = stage.guild.channels.find(({ name }) => name === 'staff-only');
    if (!closed) throw new Error('the channel is there');
    await expect(said(stage, await other.menu(closed, 'Cover this song', secret))).resolves.toContain(
      coverIds.remixedCover(id),
    );
  });
});
