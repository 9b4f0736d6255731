import { PermissionFlagsBits as Flags } from 'discord.js';
import { expect, it } from 'vitest';
import { createChannelWatch } from '../../src/covers/channel-watch.ts';
import { createLogger } from '../../src/logger.ts';
import { openRest } from '../discord/stage.ts';

const FORUM = 15;
const CATEGORY = 4;
const VOICE = 2;

it('a channel in the settings that cannot be used is told of in one line, once, and when it can be used again', async () => {
  const { guild, channel, discord, clock, sandbox } = await openRest();
  const lines: { level: number; msg: string; channelId: string }[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const category = guild.addChannel({ name: 'music', type: CATEGORY });
  const forum = guild.addChannel({ name: 'covers', type: FORUM });
  const voice = guild.addChannel({ name: 'lounge', type: VOICE });
  const closed = guild.addChannel({
    name: 'staff',
    overwrites: [{ id: guild.id, type: 'role', deny: Flags.ViewChannel }],
  });
  const gone = guild.addChannel({ name: 'gone' });
  gone.delete();
  const ids = [channel, category, forum, voice, closed, gone].map(({ id }) => id);
  const watch = createChannelWatch({ discord, channels: { REMIX_CHANNELS: ids }, clock, log });

  await watch.look();
  await watch.look();

  expect(lines.map(({ channelId, msg }) => [channelId, msg.replace(/^.*used: (\S+ \S+ \S+).*$/, '$1')])).toEqual([
    [category.id, 'covers cannot be'],
    [forum.id, 'covers cannot be'],
    [closed.id, 'the bot does'],
    [gone.id, 'there is no'],
  ]);
  lines.length = 0;

  closed.setOverwrites([]);
  sandbox.faults.add({ route: '/channels/:id', kind: '500', fits: ({ path }) => path.includes(gone.id) });
  await watch.look();

  expect(lines.map(({ channelId, msg }) => [channelId, msg])).toEqual([
    [closed.id, 'a channel in the settings can be used again'],
  ]);
});
