import { describe, expect, it } from 'vitest';
import { linkExpiry } from '../../../src/discord/interactions/read-fields.ts';
import { type Incoming, readInteraction } from '../../../src/discord/interactions/read-interaction.ts';

const NOW = 1_795_176_000_000;

const base = {
  id: '1000000000000000001',
  application_id: '1000000000000000002',
  token: 'secret',
  guild_id: '1000000000000000003',
  channel_id: '1000000000000000004',
  channel: { id: '1000000000000000004', type: 11, parent_id: '1000000000000000007' },
  member: {
    user: { id: '1000000000000000005', username: 'ada', global_name: 'Ada' },
    nick: null,
    roles: ['1000000000000000006'],
    permissions: '2147483648',
    joined_at: '2026-01-02T00:00:00.000000+00:00',
  },
  app_permissions: '35840',
  attachment_size_limit: 20_971_520,
  locale: 'de',
};

const attachment = {
  id: '9',
  filename: 'bermorgen.mp3',
  title: 'Übermorgen',
  url: 'https://cdn.example/ephemeral-attachments/9/bermorgen.mp3?ex=6b000000&is=1&hm=2',
  size: 1_234,
  content_type: 'audio/mpeg',
};

const song = {
  id: '9',
  name: 'Übermorgen.mp3',
  url: attachment.url,
  sizeBytes: 1_234,
  contentType: 'audio/mpeg',
  expiresAt: 0x6b000000 * 1_000,
};

function incomingOf(payload: object): Incoming {
  const read = readInteraction({ ...base, ...payload }, NOW);
  if (read.kind !== 'incoming') throw new Error(`read as ${read.kind}`);
  return read.incoming;
}

describe('readInteraction', () => {
  it('copies who asks, where, and what may be done there', () => {
    const { call } = incomingOf({ type: 2, data: { type: 1, name: 'cover' } });

    expect(call).toEqual({
      interaction: {
        id: base.id,
        applicationId: base.application_id,
        token: 'secret',
        expiresAt: NOW + 840_000,
        receivedAt: NOW,
      },
      guildId: base.guild_id,
      channelId: base.channel_id,
      channelKind: 'thread',
      parentChannelId: '1000000000000000007',
      member: {
        id: '1000000000000000005',
        name: 'Ada',
        roleIds: ['1000000000000000006'],
        permissions: 2_147_483_648n,
        joinedAt: Date.UTC(2026, 0, 2),
      },
      appPermissions: 35_840n,
      attachmentSizeLimit: 20_971_520,
      locale: 'de',
      id: null,
      fingerprint: null,
      resolved: {
        users: new Map(),
        roles: new Map(),
        channels: new Map(),
        messages: new Map(),
        attachments: new Map(),
      },
      subcommand: null,
      focused: null,
    });
  });

  it.each([
    [undefined, 'channel', null],
    [{ type: 0, parent_id: '1000000000000000007' }, 'channel', null],
    [{ type: 2, parent_id: '1000000000000000007' }, 'voice', null],
    [{ type: 13 }, 'voice', null],
    [{ type: 11, parent_id: '1000000000000000007' }, 'thread', '1000000000000000007'],
    [{ type: 12, parent_id: '1000000000000000007' }, 'privateThread', '1000000000000000007'],
  ])('knows of %j what kind of channel it is', (channel, channelKind, parentChannelId) => {
    const { call } = incomingOf({ type: 2, data: { type: 1, name: 'cover' }, channel });

    expect(call).toMatchObject({ channelKind, parentChannelId });
  });

  it('reads options, with files in full and their names as the member knows them', () => {
    const options = [
      { name: 'song', type: 11, value: '9' },
      { name: 'style', type: 3, value: 'slow' },
      { name: 'takes', type: 4, value: 2 },
    ];
    const resolved = { attachments: { 9: attachment } };

    const { kind, name, values } = incomingOf({ type: 2, data: { type: 1, name: 'cover', options, resolved } });

    expect({ kind, name, values }).toEqual({ kind: 'slash', name: 'cover', values: { song, style: 'slow', takes: 2 } });
  });

  it('keeps what the chosen ids stand for', () => {
    const resolved = {
      users: {
        21: { id: '21', username: 'ada', global_name: 'Ada' },
        22: { id: '22', username: 'coverband', bot: true },
        23: { id: '23' },
      },
      members: { 21: { nick: 'Countess', roles: ['31'], permissions: '2048' } },
      roles: {
        31: { id: '31', name: 'Staff', permissions: '8192', managed: false },
        32: { id: '32', name: 'Bot', managed: true },
      },
      channels: {
        41: { id: '41', name: 'covers', type: 0, parent_id: '40', permissions: '1024', app_permissions: '2048' },
        42: { id: '42', name: 'song', type: 11, parent_id: '41', permissions: '1024' },
      },
      messages: 'odd',
      attachments: { 9: attachment },
    };
    const data = { component_type: 5, custom_id: 'cover:who:42', values: ['21', '22', '23'], resolved };

    const { kind, values, call } = incomingOf({ type: 3, data });

    expect({ kind, values }).toEqual({ kind: 'select', values: { values: ['21', '22', '23'] } });
    expect([...call.resolved.users.values()]).toEqual([
      { id: '21', name: 'Countess', isBot: false, member: { roleIds: ['31'], permissions: 2_048n } },
      { id: '22', name: 'coverband', isBot: true, member: null },
    ]);
    expect([...call.resolved.roles.values()]).toEqual([
      { id: '31', name: 'Staff', permissions: 8_192n, isManaged: false },
      { id: '32', name: 'Bot', permissions: 0n, isManaged: true },
    ]);
    expect([...call.resolved.channels.values()]).toEqual([
      { id: '41', name: 'covers', type: 0, parentId: '40', permissions: 1_024n, appPermissions: 2_048n },
      { id: '42', name: 'song', type: 11, parentId: '41', permissions: 1_024n, appPermissions: null },
    ]);
    expect([...call.resolved.messages]).toEqual([]);
    expect([...call.resolved.attachments.values()]).toEqual([song]);
  });

  it('reads the options of a subcommand, and which of them is being typed', () => {
    const typed = { name: 'cover', type: 3, value: 'bl', focused: true };
    const options = [{ name: 'show', type: 1, options: [{ name: 'period', type: 3, value: 'week' }, typed] }];
    const data = { type: 1, name: 'covers', options };

    const command = incomingOf({ type: 2, data });
    expect(command.call.subcommand).toBe('show');
    expect(command.values).toEqual({ period: 'week', cover: 'bl' });

    const proposals = incomingOf({ type: 4, data });
    expect(proposals).toMatchObject({ kind: 'autocomplete', call: { subcommand: 'show', focused: 'cover' } });
  });

  it('reads the message of a menu: its files, who wrote it, and the ids of all its controls', () => {
    const components = [
      {
        type: 1,
        components: [
          { type: 2, custom_id: 'cover:remix:42' },
          { type: 2, url: 'https://example.com' },
        ],
      },
      { type: 17, components: [{ type: 9, components: [], accessory: { type: 2, custom_id: 'deep' } }] },
    ];
    const attachments = [attachment, { id: 'broken' }];
    const message = { id: '77', author: { id: '8' }, attachments, components };
    const data = { type: 3, name: 'Cover this', target_id: '77', resolved: { messages: { 77: message } } };

    const { values } = incomingOf({ type: 2, data });

    const customIds = ['cover:remix:42', 'deep'];
    expect(values).toEqual({ targetId: '77', attachments: [song], authorId: '8', customIds });
  });

  it.each(['constructor', '__proto__', '78'])('takes nothing else for the message %s of a menu', (targetId) => {
    const resolved = { messages: { 77: { id: '77', author: { id: '8' } } } };

    const { values } = incomingOf({ type: 2, data: { type: 3, name: 'Cover this', target_id: targetId, resolved } });

    expect(values).toEqual({ targetId, attachments: [], authorId: '', customIds: [] });
  });

  it('reads the fields of a form, uploads as lists', () => {
    const components = [
      { type: 18, id: 1, component: { type: 19, custom_id: 'song', values: ['9'] } },
      { type: 18, id: 2, component: { type: 4, custom_id: 'style', value: 'slow' } },
      { type: 18, id: 3, component: { type: 19, custom_id: 'other', values: [] } },
      { type: 10, id: 4 },
      { type: 18, id: 5, component: { type: 3, custom_id: 'takes', values: ['2'] } },
      { type: 18, id: 6, component: { type: 23, custom_id: 'mayUse', value: true } },
    ];
    const data = { custom_id: 'cover:submit:42', components, resolved: { attachments: { 9: attachment } } };

    const incoming = incomingOf({ type: 5, data });

    expect(incoming).toMatchObject({ kind: 'modal', customId: { command: 'cover', action: 'submit', id: '42' } });
    expect(incoming.call.id).toBe('42');
    expect(incoming.values).toEqual({ song: [song], style: 'slow', other: [], takes: ['2'], mayUse: true });
  });

  it.each([
    [
      { type: 3, data: { component_type: 2, custom_id: 'cover:cancel:42' } },
      { kind: 'button', values: {} },
    ],
    [
      { type: 3, data: { component_type: 3, custom_id: 'cover:pick:42', values: ['a'] } },
      { kind: 'select', values: { values: ['a'] } },
    ],
    [
      { type: 4, data: { type: 1, name: 'cover', options: [{ name: 'style', type: 3, value: 'sl', focused: true }] } },
      { kind: 'autocomplete', values: { style: 'sl' } },
    ],
    [
      { type: 2, data: { type: 3, name: 'Cover this', target_id: '77' } },
      { kind: 'menu', name: 'Cover this', values: { targetId: '77' } },
    ],
  ])('knows what %j is', (payload, expected) => {
    expect(incomingOf(payload)).toMatchObject(expected);
  });

  it.each([
    'cover:cancel',
    'COVER:x:1',
    'cover:x:1 2',
    '',
    `cover:x:${'1'.repeat(99)}`,
  ])('takes no foreign custom id %j for one of ours', (customId) => {
    expect(incomingOf({ type: 3, data: { component_type: 2, custom_id: customId } }).customId).toBeUndefined();
  });

  it.each<[string, object]>([
    ['an id', { id: '../../channels/1' }],
    ['an application', { application_id: '1/../..' }],
    ['a token', { token: 'a/../../b' }],
    ['a token', { token: 'a?b#c' }],
    ['a server', { guild_id: '1' }],
    ['a channel', { channel_id: '1000000000000000004/messages' }],
    ['a member', { member: { ...base.member, user: { id: '@me', username: 'ada' } } }],
    ['a role', { member: { ...base.member, roles: ['everyone'] } }],
  ])('takes nothing for an id or a token that could lead elsewhere: %s', (_, changes) => {
    const payload = { ...base, type: 2, data: { type: 1, name: 'cover' }, ...changes };
    expect(readInteraction(payload, NOW)).toMatchObject({ kind: 'unreadable' });
  });

  it('tells direct messages apart, and survives what it does not understand', () => {
    const { guild_id: _guild, member: _member, ...direct } = base;
    expect(readInteraction({ ...direct, type: 3, data: {} }, NOW)).toMatchObject({ kind: 'outside', locale: 'de' });
    expect(readInteraction({ ...base, type: 77 }, NOW)).toEqual({ kind: 'unreadable', id: base.id });
    expect(readInteraction({ id: '5' }, NOW)).toEqual({ kind: 'unreadable', id: '5' });
    expect(readInteraction(null, NOW)).toEqual({ kind: 'unreadable', id: undefined });
    expect(incomingOf({ type: 5, data: { custom_id: 'cover:submit:1', components: 'none' } }).values).toEqual({});
  });
});

describe('linkExpiry', () => {
  it.each([
    ['https://cdn.example/a?ex=65f00000&is=1', 0x65f00000 * 1_000],
    ['https://cdn.example/a?ex=zz', null],
    ['https://cdn.example/a', null],
    ['not a link', null],
  ])('of %s is %s', (url, expiresAt) => {
    expect(linkExpiry(url)).toBe(expiresAt);
  });
});
