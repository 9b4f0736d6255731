import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxChannel, SandboxMember, UploadedFile } from '../../src/sandbox/discord/types.ts';
import { createWave } from '../fixtures/audio/wave.ts';
import { songOf } from '../support/sounds.ts';
import { startBenchBot } from './bots.ts';
import { percentile } from './percentile.ts';

const SONGS = 60;
/** As fast as a script with a member's token gets them to Discord. */
const SONGS_PER_SECOND = 20;
const ROUNDS = 5;
const STYLE = 'slow blues with a warm organ';

/**
 * From a member's `/cover` with a song to the message that it was taken, alone and while another member throws 60 songs at
 * the bot. Each time is of a bot of its own, since limits of a minute are not what is measured.
 */
export async function benchFlood(): Promise<string[]> {
  const song = await songOf(7);
  const songs = Array.from({ length: SONGS }, (_, n) => noise(n));
  const alone: number[] = [];
  const flooded: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bot = await startBenchBot('coverband');
    const guild = bot.discord.addGuild();
    const channel = guild.addChannel({ name: 'covers' });
    const [ada, mallory] = [guild.addMember({ name: 'Ada' }), guild.addMember({ name: 'Mallory' })];
    // The first one of a bot loads what the others find loaded.
    await timeOf(ada, channel, song);
    alone.push(await timeOf(ada, channel, song), await timeOf(ada, channel, song));
    const asking: Promise<unknown>[] = [];
    for (const [index, one] of songs.entries()) {
      asking.push(mallory.slash(channel, 'cover', { song: one, style: STYLE }).catch(() => undefined));
      await delay(1_000 / SONGS_PER_SECOND);
      if (index === SONGS / 3) asking.push(timeOf(ada, channel, song).then((ms) => flooded.push(ms)));
      if (index === (2 * SONGS) / 3) asking.push(timeOf(ada, channel, song).then((ms) => flooded.push(ms)));
    }
    await Promise.all(asking);
    await bot.close();
  }
  const [before, during] = [percentile(alone, 0.5), percentile(flooded, 0.5)];
  const ratio = (during / before).toFixed(2);
  return [
    `/cover while another member sends ${SONGS} songs: ${during.toFixed(0)} ms; alone ${before.toFixed(0)} ms; ratio of medians ${ratio}`,
  ];
}

function noise(n: number): UploadedFile {
  return {
    name: `flood-${n}.wav`,
    contentType: 'audio/wav',
    data: createWave({ seconds: 60, title: `flood ${n}`, hums: true }),
  };
}

let wishes = 0;

/** Each a wish of its own: the same again is not made. */
async function timeOf(member: SandboxMember, channel: SandboxChannel, song: UploadedFile): Promise<number> {
  wishes += 1;
  const askedAt = performance.now();
  const answer = await member.slash(channel, 'cover', { song, style: `${STYLE} ${wishes}` });
  await answer.settled();
  return performance.now() - askedAt;
}
