import type { SandboxChannel, SandboxMember, UploadedFile } from '../../src/sandbox/discord/types.ts';
import { createWave } from '../fixtures/audio/wave.ts';
import { songOf } from '../support/sounds.ts';
import { startBenchBot } from './bots.ts';
import { percentile } from './percentile.ts';

const SONGS = 60;
const ASKED = 7;
const STYLE = 'slow blues with a warm organ';

/**
 * From a member's `/cover` with a song to the message that it was taken, alone and while another member throws 60 songs at
 * the bot: downloads and looks at them must take turns between members.
 */
export async function benchFlood(): Promise<string[]> {
  const song = await songOf(7);
  const noise = (n: number): UploadedFile => ({
    name: `flood-${n}.wav`,
    contentType: 'audio/wav',
    data: createWave({ seconds: 60, title: `flood ${n}` }),
  });
  const alone: number[] = [];
  const flooded: number[] = [];
  for (let round = 0; round < ASKED; round += 1) {
    const bot = await startBenchBot('coverband');
    const guild = bot.discord.addGuild();
    const channel = guild.addChannel({ name: 'covers' });
    const ask = () => timeOf(guild.addMember({ name: 'Ada' }), channel, song);
    await ask();
    alone.push(await ask());
    const flood: Promise<unknown>[] = [];
    const mallory = guild.addMember({ name: 'Mallory' });
    for (let n = 0; n < SONGS; n += 1) {
      flood.push(mallory.slash(channel, 'cover', { song: noise(n), style: STYLE }));
    }
    // In the middle of it.
    await flood[SONGS / 2];
    flooded.push(await ask());
    await Promise.allSettled(flood);
    await bot.close();
  }
  const [before, during] = [alone, flooded].map((times) => percentile(times, 0.5));
  const ratio = ((during ?? 0) / (before ?? 1)).toFixed(2);
  return [
    `/cover while another member sends ${SONGS} songs: ${during?.toFixed(0)} ms; alone ${before?.toFixed(0)} ms; ratio of medians ${ratio} (at most 1.50)`,
  ];
}

async function timeOf(member: SandboxMember, channel: SandboxChannel, song: UploadedFile): Promise<number> {
  const askedAt = performance.now();
  const answer = await member.slash(channel, 'cover', { song, style: STYLE });
  await answer.settled();
  return performance.now() - askedAt;
}
