import { expect, it } from 'vitest';
import { openTestStage } from '../support/bot-with-stand-ins.ts';
import { songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';

it('lets a small server pass a busy one: it waits for one round, not for the whole line', async () => {
  const { discord, runware, until } = await openTestStage({
    environment: { RUNNING_PER_GUILD: '2', RUNWARE_RUNNING: '2', MEMBER_COVERS_PER_DAY: '100' },
    generationMs: 30_000,
  });
  const busy = discord.addGuild({ name: 'busy' });
  const small = discord.addGuild({ name: 'small' });
  const rooms = [busy, small].map((guild) => ({
    channel: guild.addChannel({ name: 'covers' }),
    member: guild.addMember({ name: 'Ada' }),
  }));
  const [crowded, quiet] = rooms;
  if (!crowded || !quiet) throw new Error('two rooms were made');

  const song = await songOf(7);
  for (let index = 0; index < 6; index += 1) {
    const answer = await crowded.member.slash(crowded.channel, 'cover', { song, style: `${STYLE} ${index}` });
    await answer.settled();
  }
  await quiet.member.slash(quiet.channel, 'cover', { song, style: STYLE });
  await until(() => quiet.channel.messages.length === 1);

  // Two were running and one more turn may have been given before the small server's: round robin with a cap of two.
  expect(crowded.channel.messages.length).toBeLessThanOrEqual(4);
  await until(() => crowded.channel.messages.length === 6);
  expect(runware.paidRequests()).toBe(7);
});

it('lets a member with one cover pass one with many in the same server', async () => {
  const { discord, runware, until } = await openTestStage({
    environment: { RUNNING_PER_GUILD: '2', RUNWARE_RUNNING: '2', MEMBER_COVERS_PER_DAY: '100' },
    generationMs: 30_000,
  });
  const guild = discord.addGuild({ name: 'everybody' });
  const channel = guild.addChannel({ name: 'covers' });
  const [busy, quiet] = ['Ada', 'Bob'].map((name) => guild.addMember({ name }));
  if (!busy || !quiet) throw new Error('two members were made');
  const song = await songOf(7);
  for (let index = 0; index < 8; index += 1) {
    const answer = await busy.slash(channel, 'cover', { song, style: `${STYLE} ${index}` });
    await answer.settled();
  }
  const asked = await quiet.slash(channel, 'cover', { song, style: `${STYLE}, quietly` });
  await asked.settled();
  const queue = await (await quiet.slash(channel, 'covers queue', {})).settled();

  // Two are being made, one turn of the busy member comes first, and its words are nobody's.
  const lines = queue.content.split('\n').filter((line) => line.includes(' · '));
  expect(lines.map((line) => [line.includes('yours'), / · #(\d+) in line$/.exec(line)?.[1]])).toEqual([
    [false, undefined],
    [false, undefined],
    [false, '1'],
    [true, '2'],
    ...['3', '4', '5', '6', '7'].map((place) => [false, place]),
  ]);
  expect(lines.filter((line) => line.includes(STYLE) || line.includes('song'))).toHaveLength(1);

  const ofQuiet = () => channel.messages.filter(({ content }) => content.includes(quiet.id));
  await until(() => ofQuiet().length === 1);
  // Two were running, one came before, and one may have been posted beside it.
  expect(channel.messages.length).toBeLessThanOrEqual(5);
  await until(() => channel.messages.length === 9);
  expect(runware.paidRequests()).toBe(9);
});
