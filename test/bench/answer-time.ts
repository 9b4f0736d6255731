import { setTimeout as delay } from 'node:timers/promises';
import type { SlashOptions } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { type BenchBot, startBenchBot } from './bots.ts';
import { percentile } from './percentile.ts';

const PER_SECOND = 50;
const ASKED = 500;
const WITH_NOTHING = '/cover with nothing';
const STYLE = 'slow blues with a warm organ';

/** From the interaction to the bot's first answer, at 50 a second: with nothing (a form), and with a whole song. */
export async function benchAnswerTime(): Promise<string[]> {
  const lines: string[] = [];
  const song = await songOf(7);
  const kinds: [string, (index: number) => SlashOptions][] = [
    [WITH_NOTHING, () => ({})],
    // Each a wish of its own: the same again is not made.
    ['/cover with song and style', (index) => ({ song, style: `${STYLE} ${index}` })],
  ];
  for (const [what, options] of kinds) {
    const bare = await measure(await startBenchBot('bare'), options);
    const ours = await measure(await startBenchBot('coverband'), options);
    lines.push(`${what} at ${PER_SECOND}/s: ${describe(ours)}; a bot that only defers ${beside(ours, bare)}`);
    if (what === WITH_NOTHING) {
      // The stand-in looks at a form far longer than at a deferral, and its time is in all of these.
      const form = await measure(await startBenchBot('form'), () => ({}));
      lines.push(`… a bot that only shows a form ${beside(ours, form)}`);
    }
  }
  return lines;
}

async function measure(bot: BenchBot, optionsOf: (index: number) => SlashOptions): Promise<number[]> {
  const guild = bot.discord.addGuild();
  const channel = guild.addChannel({ name: 'covers' });
  const times: Promise<number>[] = [];
  for (let index = 0; index < ASKED; index += 1) {
    const askedAt = performance.now();
    // Of one member only so many songs are taken in a minute.
    const member = guild.addMember({ name: `Ada ${index}` });
    times.push(member.slash(channel, 'cover', optionsOf(index)).then(() => performance.now() - askedAt));
    await delay(1_000 / PER_SECOND);
  }
  const all = await Promise.all(times);
  await bot.close();
  return all;
}

function beside(ours: readonly number[], yardstick: readonly number[]): string {
  const ratio = (percentile(ours, 0.5) / percentile(yardstick, 0.5)).toFixed(2);
  return `${describe(yardstick)}; ratio of medians ${ratio}`;
}

function describe(times: readonly number[]): string {
  return `median ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`;
}
