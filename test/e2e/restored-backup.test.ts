import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

describe('a cover that was paid for after the backup which was restored', () => {
  it('is not paid for again at a provider that knows its requests by their ids', async () => {
    const { member, channel, discord, runware, dataFolder, stop, restart, until, cover } = await createTestBot();
    const database = join(dataFolder, 'coverband.db');
    const backup = join(dataFolder, 'backup.db');
    const busy = runware.faults.add({ taskType: 'audioInference', kind: '429', when: 'before' });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const sentIds = () =>
      runware.requests.flatMap(({ taskTypes, taskUUIDs }) => (taskTypes.includes('audioInference') ? taskUUIDs : []));
    await until(() => sentIds().length > 0);
    await stop();
    await copyFile(database, backup);
    busy.remove();

    await restart();
    const posted = await cover();
    await stop();
    await copyFile(backup, database);

    const sent = sentIds();
    const posts = () => discord.log.of('POST', '/channels/:id/messages').length;
    const postedBefore = posts();
    await restart();
    await until(() => posts() > postedBefore);
    expect([sentIds(), runware.paidRequests()]).toEqual([[...sent, sent.at(-1)], 1]);
    expect(channel.messages.map(({ id }) => id)).toEqual([posted.id]);
  });
});
