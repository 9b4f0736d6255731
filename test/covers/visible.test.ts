import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createHistory } from '../../src/covers/library/history.ts';
import { createLogger } from '../../src/logger.ts';
import { openRest } from '../discord/bot-at-discord.ts';
import { aPosted } from '../support/build-cover.ts';

const BOB = { id: '77', name: 'Bob' };

/** Channels of a server, with a cover of Bob in each; what a member sees is asked at the stand-in for Discord. */
async function openHistory() {
  const server = await openRest();
  const { guild, channel, member, discord, clock } = server;
  const none = () => Promise.reject(new Error('not asked'));
  const history = createHistory({
    jobs: {
      history: none,
      get: none,
      cover: none,
      removeCover: none,
      filesInUse: none,
    },
    runner: { places: none, lineOf: none },
    files: { remove: none },
    discord,
    clock,
    log: createLogger({ level: 'silent' }),
  });
  const closed = guild.addChannel({
    name: 'staff-only',
    overwrites: [{ id: member.id, type: 'member', deny: Flags.ViewChannel }],
  });
  const entries = [channel, closed, guild.addChannel({ name: 'open' })].map(({ id: channelId }) =>
    aPosted({ guildId: guild.id, channelId, requester: BOB }),
  );
  const reader = {
    guildId: guild.id,
    channelId: channel.id,
    member: { id: member.id, roleIds: guild.roles.map(({ id }) => id) },
  };
  return { ...server, history, closed, entries, reader };
}

describe('what a reader may be told of', () => {
  it('is what they see, and what is their own', async () => {
    const { history, entries, closed, reader } = await openHistory();
    const [here, there, open] = entries;

    await expect(history.visible(reader, entries)).resolves.toEqual([here, open]);
    await expect(history.visible({ ...reader, channelId: closed.id }, entries)).resolves.toEqual(entries);
    const bob = { ...reader, member: { ...reader.member, id: BOB.id } };
    await expect(history.visible(bob, entries.slice(1, 2))).resolves.toEqual([there]);
  });

  it('is what is in a forum that they see, however many posts that is, with one question for all of them', async () => {
    const { guild, history, closed, reader, sandbox } = await openHistory();
    const forum = guild.addChannel({ name: 'covers', type: 15 });
    const postsIn = ({ id: forumId }: { id: string }, count: number) =>
      Array.from({ length: count }, (_, n) =>
        aPosted({ guildId: guild.id, channelId: `20000000000000000${n}`, forumId, requester: BOB }),
      );
    const open = postsIn(forum, 40);
    const hidden = postsIn(closed, 2);

    await expect(history.visible(reader, [...open, ...hidden])).resolves.toEqual(open);
    expect(sandbox.log.of('GET', '/channels/:id')).toHaveLength(2);
    const inPost = { ...reader, channelId: hidden[0]?.cover?.channelId ?? '' };
    await expect(history.visible(inPost, hidden)).resolves.toEqual(hidden.slice(0, 1));
  });

  it('is what lies where they are, without asking for it, and no more when Discord is away', async () => {
    const { history, entries, reader, sandbox } = await openHistory();
    const [here] = entries;
    sandbox.faults.add({ route: /./, kind: '500' });

    await expect(history.visible(reader, entries.slice(0, 1))).resolves.toEqual([here]);
    expect(sandbox.log.entries).toEqual([]);
    await expect(history.visible(reader, entries)).resolves.toEqual([here]);
  });

  it('costs no more than so many questions', async () => {
    const { guild, history, reader, sandbox } = await openHistory();
    const many = Array.from({ length: 40 }, (_, index) => guild.addChannel({ name: `channel-${index}` }));
    const entries = many.map(({ id: channelId }) => aPosted({ guildId: guild.id, channelId, requester: BOB }));

    await expect(history.visible(reader, [...entries, ...entries])).resolves.toHaveLength(50);
    expect(sandbox.log.of('GET', '/channels/:id')).toHaveLength(25);
  });
});
