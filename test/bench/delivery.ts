import { setTimeout as delay } from 'node:timers/promises';
import type { FaultOptions } from '../../src/sandbox/discord/faults.ts';
import type { SandboxChannel } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { type BenchBot, startBenchBot } from './bots.ts';

const POSTS = { method: 'POST', route: '/channels/:id/messages' } as const;
const COVERS_THERE = 6;
const SLOW_MS = 40_000;

/** How long a server waits for its cover while a channel of one other server hangs and that of another answers after 40 s. */
export async function benchDelivery(): Promise<string[]> {
  const alone = await measure(async () => {});
  const beside = await measure(async (bot) => {
    await flood(bot, { kind: 'hang' });
    await flood(bot, { kind: 'slow', delayMs: SLOW_MS });
  });
  return [
    `a cover with a hanging and a slow channel elsewhere: ${seconds(beside)}; without them ${seconds(alone)}; ratio ${(beside / alone).toFixed(2)}`,
  ];
}

async function measure(disturb: (bot: BenchBot) => Promise<void>): Promise<number> {
  const bot = await startBenchBot('coverband', { generationMs: 2_000 });
  // From the first ones the bot learns how long they take here.
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await coverTime(bot);
  await disturb(bot);
  const tookMs = await coverTime(bot);
  await bot.close();
  return tookMs;
}

/** From the command to the posted cover, in a server of its own. */
async function coverTime({ discord }: BenchBot): Promise<number> {
  const guild = discord.addGuild();
  const channel = guild.addChannel({ name: 'covers' });
  const member = guild.addMember({ name: 'Ada' });
  const askedAt = performance.now();
  await member.slash(channel, 'cover', { song: await songOf(7), style: 'slow blues at night' });
  await until(() => channel.messages.length > 0);
  return performance.now() - askedAt;
}

/** A server whose covers are all on their way to a channel of this kind. */
async function flood({ discord, runware }: BenchBot, fault: Pick<FaultOptions, 'kind' | 'delayMs'>): Promise<void> {
  const guild = discord.addGuild();
  const channel = guild.addChannel({ name: 'covers' });
  const struck = discord.faults.add({ ...POSTS, ...fault, fits: ({ path }) => isTo(channel, path) });
  const before = runware.paidRequests();
  for (let index = 0; index < COVERS_THERE; index += 1) {
    const member = guild.addMember({ name: `Member ${index}` });
    await member.slash(channel, 'cover', { song: await songOf(7), style: `fast punk, take ${index}` });
  }
  await until(() => struck.hits > 0 && runware.paidRequests() >= before + COVERS_THERE);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(50);
}

function isTo({ id }: SandboxChannel, path: string): boolean {
  return path.includes(`/channels/${id}/`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
