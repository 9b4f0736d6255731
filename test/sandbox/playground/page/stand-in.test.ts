import { expect, it, onTestFinished } from 'vitest';
import { startDiscordSandbox } from '../../../../src/sandbox/discord/sandbox.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

async function openTwoServers() {
  const discord = await startDiscordSandbox({ clock: createManualClock() });
  onTestFinished(() => discord.close());
  const first = discord.addGuild({ name: 'One', owner: { name: 'Ada' } });
  const second = discord.addGuild({ name: 'Two', owner: { name: 'Ada', user: first.owner } });
  const ben = first.addMember({ name: 'Ben' });
  return { discord, first, second, ben, channel: first.addChannel({ name: 'lab' }) };
}

it('one person is the same user in two servers, and an owner has a name', async () => {
  const { first, second } = await openTwoServers();
  expect(second.owner.id).toBe(first.owner.id);
  expect([first, second].map(({ owner }) => owner.name)).toEqual(['Ada', 'Ada']);
});

it('members are listed the commands that they may use, and an owner all of them', async () => {
  const { discord, first, ben, channel } = await openTwoServers();
  const commands = [
    { name: 'open', description: 'For all' },
    { name: 'closed', description: 'For some', default_member_permissions: '32' },
    { name: 'Look', type: 3 },
  ];
  await fetch(`${discord.apiUrl}/v10/applications/${discord.applicationId}/commands`, {
    method: 'PUT',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(commands),
  });
  const names = (member: typeof ben) => member.commands(channel).map(({ name }) => name);
  expect(names(ben)).toEqual(['open', 'Look']);
  expect(names(first.owner)).toEqual(['open', 'closed', 'Look']);
  first.kickBot();
  expect(names(first.owner)).toEqual([]);
});

it('a reaction is taken back by whoever gave it', async () => {
  const { first, ben, channel } = await openTwoServers();
  const message = first.owner.post(channel, { content: 'hello' });
  ben.react(message, '🔥');
  first.owner.react(message, '🔥');
  ben.unreact(message, '🔥');
  expect(message.reactions).toEqual([{ emoji: '🔥', userIds: [first.owner.id] }]);
  first.owner.unreact(message, '🔥');
  expect(message.reactions).toEqual([]);
});

it('channels are found by their id, with what they are', async () => {
  const { discord, first, channel, ben } = await openTwoServers();
  const thread = first.addThread({ name: 'talk', parent: channel });
  expect(discord.channel(thread.id)).toMatchObject({ kind: 'thread', parentId: channel.id });
  expect(discord.channel('1')).toBeUndefined();
  channel.setOverwrites([{ id: ben.id, type: 'member', deny: 1n << 10n }]);
  expect([ben, first.owner].map((member) => member.canSee(channel))).toEqual([false, true]);
});
