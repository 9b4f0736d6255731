import { setTimeout as delay } from 'node:timers/promises';
import { songOf } from '../support/sounds.ts';
import { startBenchBot } from './zz-bots.ts';
import { percentile } from './percentile.ts';
const what = process.argv[2] ?? 'nothing'; const kind = (process.argv[3] ?? 'coverband') as 'coverband' | 'bare';
const song = await songOf(7);
const bot = await startBenchBot(kind);
const guild = bot.discord.addGuild();
const channel = guild.addChannel({ name: 'covers' });
const times: Promise<number>[] = [];
for (let i = 0; i < 500; i += 1) {
  const at = performance.now();
  const member = guild.addMember({ name: `Ada ${i}` });
  times.push(member.slash(channel, 'cover', what === 'nothing' ? {} : { song, style: `slow blues ${i}` }).then(() => performance.now() - at));
  await delay(20);
}
const all = await Promise.all(times);
console.log(what, kind, 'median', percentile(all, 0.5).toFixed(2), 'p99', percentile(all, 0.99).toFixed(2));
await bot.close();
process.exit();
