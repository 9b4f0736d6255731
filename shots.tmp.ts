import { mkdirSync, writeFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { makeSample } from './src/sandbox/providers/songs/make-sample.ts';
import { offers } from './src/sandbox/playground/page/offers.ts';
import { openPlayground } from './src/sandbox/playground/page/open-playground.ts';
import { settingKeys, settingRows, settingPages } from './src/domain/guild-settings.ts';

const OUT = '/tmp/shots/';
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const only = process.argv[2];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const play = await openPlayground({ port: 0, offer: offers[0], speed: 'instant', generationMs: 40_000 });
await play.started;
const { cast, stage } = play;
const channel = cast.firstChannel;
const guild = cast.places[0]!.guild;
const who = (name: string) => cast.people.find((p) => p.name === name)!;
const ada = who('Ada').memberIn(guild.id);
const ben = who('Ben').memberIn(guild.id);
const nia = who('Nia').memberIn(guild.id);
const mo = who('Mo').memberIn(guild.id);
const opal = who('Opal').memberIn(cast.operator.guildId);
const desk = stage.discord.channel(cast.operator.channelId)!;
const log = guild.addChannel({ name: 'log' });
const forum = guild.addChannel({ name: 'covers-forum', type: 15 as never });
const fans = guild.addRole({ name: 'Fans' });

async function open(name: string, guildName: string, channelName: string, theme: 'dark' | 'light') {
  const page = await browser.newPage({ viewport: { width: 390, height: 900 }, colorScheme: theme, deviceScaleFactor: 1.2, reducedMotion: 'reduce' });
  await page.goto(`${play.url}#/${[name, guildName, channelName].map(encodeURIComponent).join('/')}`);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}
const pages = new Map<string, Page>();
async function pageOf(name: string, guildName: string, channelName: string, theme: 'dark' | 'light') {
  const key = [name, guildName, channelName, theme].join();
  if (!pages.has(key)) pages.set(key, await open(name, guildName, channelName, theme));
  return pages.get(key)!;
}
let n = 0;
const at = { Ada: [guild.name, channel.name], Mo: [guild.name, channel.name], Nia: [guild.name, channel.name], Ben: [guild.name, channel.name], Opal: ['Backstage', 'desk'], Log: [guild.name, 'log'] } as const;
async function shoot(name: string, as: keyof typeof at, { themes = ['dark'] as ('dark' | 'light')[], full = false } = {}) {
  n += 1;
  for (const theme of themes) {
    const [g, c] = at[as];
    const page = await pageOf(as === 'Log' ? 'Mo' : as, g, c, theme);
    await page.waitForTimeout(350);
    const file = `${OUT}${String(n).padStart(3, '0')}-${name.replaceAll('/', '')}-${theme}.png`;
    if (full) await page.screenshot({ path: file });
    else await page.locator('.message').last().screenshot({ path: file }).catch((e) => console.log(name, e.message));
  }
}
const BOTH = { themes: ['dark', 'light'] as ('dark' | 'light')[] };
export { ada, ben, nia, mo, opal, desk, log, forum, fans, shoot, BOTH, pageOf, channel, guild, play, stage, cast, makeSample, settingKeys, settingRows, settingPages, at, open };

const { run } = await import(`./${process.argv[2]}`);
try {
  await run({ ada, ben, nia, mo, opal, desk, log, forum, fans, shoot, BOTH, pageOf, channel, guild, play, stage, cast, makeSample, settingKeys, settingRows, settingPages, at, open });
} catch (e) { console.log(e); }
// sheets
const files = readdirSync(OUT).filter((f) => f.endsWith('.png')).sort();
const sheet = await browser.newPage({ viewport: { width: 1640, height: 100 } });
const per = Number(process.argv[3] ?? 12);
for (let i = 0; i < files.length; i += per) {
  const part = files.slice(i, i + per);
  const cols: string[] = ['', '', '', ''];
  part.forEach((f, k) => { cols[k % 4] += `<div style="font:12px sans-serif;margin-top:6px">${f}</div><img style="width:400px" src="data:image/png;base64,${readFileSync(OUT + f).toString('base64')}">`; });
  await sheet.setContent(`<body style="margin:4px;background:#888;display:flex;gap:4px;align-items:flex-start">${cols.map((c) => `<div style="width:402px">${c}</div>`).join('')}</body>`);
  await sheet.screenshot({ path: `${OUT}sheet-${String(i / per).padStart(2, '0')}.png`, fullPage: true });
}
console.log(files.length);
await browser.close();
await play.close();
process.exit(0);
