import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CommandDeps } from '../../commands/services.ts';
import type { Command, Handler } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import type { GuildPolicy } from '../../src/domain/policy/guild-settings.ts';
import { UserError } from '../../src/errors.ts';
import { createLogger } from '../../src/logger.ts';
import { models } from '../../src/providers/catalog.ts';
import { aPostedJob } from '../support/build-cover.ts';
import { aDraft, SOME_TIME } from '../support/build-job.ts';
import { PLAIN_POLICY } from '../support/plain-settings.ts';

const GUILD = '2000000000000000001';
const [OPEN, CLOSED, THREAD] = ['3000000000000000001', '3000000000000000002', '3000000000000000003'];
const [MAY, MAY_NOT] = ['6000000000000000001', '6000000000000000002'];
const member = { id: '4000000000000000001', name: 'Ada' };

const unused = async () => Promise.reject(new Error('not asked'));
const operator = { guildIds: [], memberIds: [] };
const deps = { models, operator, lyrics: { hear: unused, writing: { priceMicros: 1 }, write: unused } };
const commands = createCommands(
  new Proxy(deps as unknown as CommandDeps, { get: (part, name) => Reflect.get(part, name) ?? {} }),
);

const MORE = ['remixCover', 'own', 'editLyrics', 'details', 'lyrics', 'original', 'report', 'remove'];

/** Each way in, by its command, kind and name, with what comes with it where that decides. */
const entries = commands.flatMap((command) => [
  ...(command.slash ? [entry(command, 'slash', '', command.slash)] : []),
  ...(command.menu ? [entry(command, 'menu', '', command.menu)] : []),
  ...(['subcommands', 'buttons', 'modals', 'selects'] as const).flatMap((kind) =>
    Object.entries(command[kind] ?? {}).flatMap(([name, handler]) =>
      kind === 'selects' && name === 'more'
        ? MORE.map((input) => ({ ...entry(command, kind, `more ${input}`, handler), input }))
        : [entry(command, kind, name, handler)],
    ),
  ),
]);

function entry({ name }: Command, kind: string, action: string, handler: Handler) {
  return { title: [name, kind, action].filter(Boolean).join(' '), handler, input: undefined as unknown };
}

/** Those that lead to a cover. All others are open to everybody who sees them, or have a lock of their own. */
const MAKING = new Set([
  'cover slash',
  'cover menu',
  'song slash',
  ...[
    'begin',
    'fix',
    'relisten',
    'editor',
    'write',
    'lyrics',
    'make',
    'anyway',
    'restyle',
    'allow',
    'firstPart',
    'bestPart',
    'fromPart',
  ].map((it) => `cover buttons ${it}`),
  ...['remix', 'remixCover', 'anotherTake', 'again', 'post'].map((it) => `cover buttons ${it}`),
  ...['submit', 'create', 'listen', 'wish', 'edited', 'part', 'remixed', 'remixedCover'].map(
    (it) => `cover modals ${it}`,
  ),
  'cover selects audience',
  ...['remixCover', 'own', 'editLyrics'].map((it) => `cover selects more ${it}`),
  'help buttons tryIt',
  'song buttons fix',
  'song modals submit',
  'song modals create',
]);

const everything: InteractionContext['resolved'] = {
  users: new Map(),
  roles: new Map(),
  channels: new Map(),
  messages: new Map(),
  attachments: new Map(),
};

function refusalAt(
  { handler, input }: (typeof entries)[number],
  rules: Partial<GuildPolicy>,
  who: Partial<Pick<InteractionContext, 'channelId' | 'parentChannelId' | 'block'>> & {
    roleIds?: string[];
    joinedAt?: number;
  },
): string | undefined {
  const { roleIds = [], joinedAt = 0, ...place } = who;
  const call: InteractionContext = {
    interaction: { id: '1', applicationId: '2', token: 't', expiresAt: SOME_TIME, receivedAt: SOME_TIME },
    guildId: GUILD,
    channelId: OPEN,
    channelKind: 'channel',
    parentChannelId: null,
    member: { ...member, roleIds, permissions: ~0n, joinedAt },
    appPermissions: ~0n,
    attachmentSizeLimit: 1_000_000,
    locale: 'en-US',
    input,
    id: '1000000000000000001',
    fingerprint: null,
    draft: aDraft({ guildId: GUILD, requester: member }),
    job: undefined,
    settings: { ...PLAIN_POLICY, ...rules },
    block: undefined,
    lastStyles: [],
    resolved: everything,
    subcommand: null,
    focused: null,
    log: createLogger({ level: 'silent' }),
    ...place,
  };
  const delivery = { startedAt: 1, messageId: '99' };
  const job = aPostedJob({ id: '1000000000000000001', guildId: GUILD, requester: member, delivery });
  const needsJob = handler.needs?.includes('job') && !handler.needs.includes('draft');
  try {
    handler.guard?.({ ...call, job: needsJob ? job : undefined });
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.text.key;
    throw error;
  }
}

const rules = { channelIds: [OPEN], allowedRoleIds: [MAY], deniedRoleIds: [MAY_NOT], membershipMinutes: 60 };

/** Who, where, and what they are told. */
const matrix = [
  ['with the role, in the channel', { roleIds: [MAY] }, undefined],
  [
    'with the role, in a thread of the channel',
    { roleIds: [MAY], channelId: THREAD, parentChannelId: OPEN },
    undefined,
  ],
  ['with the role, in another channel', { roleIds: [MAY], channelId: CLOSED }, 'policy.notHere'],
  [
    'with the role, in a thread of another channel',
    { roleIds: [MAY], channelId: THREAD, parentChannelId: CLOSED },
    'policy.notHere',
  ],
  ['without the role, in the channel', {}, 'policy.roleNeeded'],
  ['with both roles, in the channel', { roleIds: [MAY, MAY_NOT] }, 'policy.roleDenied'],
  ['with the role that may not, in another channel', { roleIds: [MAY_NOT], channelId: CLOSED }, 'policy.roleDenied'],
  ['with the role, a moment after joining', { roleIds: [MAY], joinedAt: SOME_TIME - 1_000 }, 'policy.tooNew'],
] as const;

describe('what a server lets a member have made', () => {
  it('is asked at every entry that leads to a cover, and at no other', () => {
    const refused = entries.filter((one) => refusalAt(one, { deniedRoleIds: [GUILD] }, {}) === 'policy.roleDenied');

    expect(refused.map(({ title }) => title).sort()).toEqual([...MAKING].sort());
  });

  it('is nothing at all of them for a member whom moderators have blocked', () => {
    const block = { memberId: member.id, until: null, actionId: '1' };

    const refused = entries.filter((one) => refusalAt(one, {}, { block }) === 'policy.blocked');

    expect(refused.map(({ title }) => title).sort()).toEqual([...MAKING].sort());
  });

  it.each(matrix)('is the same at all of them for a member %s', (_who, who, told) => {
    const making = entries.filter(({ title }) => MAKING.has(title));

    const answers = making.map((one) => [
      one.title,
      refusalAt(one, rules, { ...who } as Parameters<typeof refusalAt>[2]),
    ]);

    expect(answers).toEqual(making.map(({ title }) => [title, told]));
  });
});
