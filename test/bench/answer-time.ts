import { setTimeout as delay } from 'node:timers/promises';
import type { SlashOptions } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { type BenchBot, startBenchBot } from './bots.ts';
import { percentile } from './percentile.ts';

const PER_SECOND = 50;
const ASKED = 500;
const STYLE = 'slow blues with a warm organ';

/** Each kind of bot is started so often, in turn with the others: this machine is faster at one time than at another. */
const ROUNDS = 3;

/** From the interaction to the bot's first answer, at 50 a second: with nothing (a form), and with a whole song. */
export async function benchAnswerTime(): Promise<string[]> {
  const song = await songOf(7);
  const withNothing = () => ({});
  // Each a wish of its own: the same again is not made.
  const withSong = (index: number) => ({ song, style: `${STYLE} ${index}` });
  // The stand-in gets faster as it runs, and its time is in all of these.
  await measure(await startBenchBot('form'), withNothing);
  const forms = await compare(['bare', 'form', 'coverband'], withNothing);
  const songs = await compare(['bare', 'coverband'], withSong);
  return [
    `/cover with nothing at ${PER_SECOND}/s: ${describe(forms.coverband)}; a bot that only defers ${beside(forms.coverband, forms.bare)}`,
    // The stand-in looks at a form far longer than at a deferral.
    `… a bot that only shows a form ${beside(forms.coverband, forms.form)}`,
    `/cover with song and style at ${PER_SECOND}/s: ${describe(songs.coverband)}; a bot that only defers ${beside(songs.coverband, songs.bare)}`,
  ];
}

async function compare<Name extends Parameters<typeof startBenchBot>[0]>(
  names: readonly Name[],
  optionsOf: (index: number) => SlashOptions,
): Promise<Record<Name, number[]>> {
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of names) times[name].push(...(await measure(await startBenchBot(name), optionsOf)));
  return times;
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
