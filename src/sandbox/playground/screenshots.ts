import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { makeSample } from '../providers/songs/make-sample.ts';
import { filmPage } from './moving-picture.ts';
import { offers } from './page/offers.ts';
import { openPlayground, type Playground } from './page/open-playground.ts';

/** Takes the README's pictures from the running page: `npm run screenshots`. */
const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const CHROMIUM = '/usr/bin/chromium';
const WIDE = { width: 1_280, height: 960 };
const PHONE = { width: 390, height: 780 };
const SMALL = { width: 900, height: 720 };
const PATIENCE_MS = 60_000;
const STYLE = 'slow smoky jazz, upright bass, brushed drums, muted trumpet, warm low female voice';

const print = (line: string) => void process.stdout.write(`${line}\n`);

if (existsSync(CHROMIUM)) await takeAll();
else {
  process.stderr.write(`there is no browser at ${CHROMIUM}\n`);
  process.exitCode = 1;
}

async function takeAll(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    await inPlayground(async (playground) => {
      await takeCover(browser, playground);
      await takeCommand(browser, playground);
      await takeForm(browser, playground);
      await takeReview(browser, playground);
      await takePanel(browser, playground);
      await takePhone(browser, playground);
    });
    // In one where nothing else is being made.
    await inPlayground((playground) => takeFilm(browser, playground));
  } finally {
    await browser.close();
  }
}

async function inPlayground(take: (playground: Playground) => Promise<void>): Promise<void> {
  const playground = await openPlayground({ port: 0, offer: offers[0], speed: 'fast', generationMs: 40_000 });
  try {
    await playground.started;
    await setScene(playground);
    await take(playground);
  } finally {
    await playground.close();
  }
}

/** Something was talked about before: a song that a member has posted, and what another made of it. */
async function setScene({ cast, stage }: Playground): Promise<void> {
  const channel = cast.firstChannel;
  const [ada, ben, nia] = ['Ada', 'Ben', 'Nia'].map((name) =>
    cast.people.find((person) => person.name === name)?.memberIn(channel.guildId),
  );
  if (!ada || !ben || !nia) throw new Error('somebody is missing');
  const song = { name: 'slow-harbour.mp3', data: await makeSample('slow-harbour') };
  ben.post(channel, { content: 'Wrote this on the ferry. What would you make of it?', files: [song] });
  const [command] = stage.discord.commands();
  await nia.slash(channel, String(command?.name), { song, style: STYLE });
  const cover = await channel.nextMessage(({ attachments }) => attachments.length > 0, { timeoutMs: PATIENCE_MS });
  for (const person of [ada, ben]) person.react(cover, '🔥');
  nia.react(cover, '🎧');
}

async function takeCover(browser: Browser, playground: Playground): Promise<void> {
  const page = await open(browser, playground, { as: 'Ben' });
  await closePanel(page);
  await page.locator('.message:has(audio)').last().scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Play', exact: true }).last().click();
  await page.mouse.move(1, 1);
  await page.locator('[data-time="now"]', { hasText: '0:03' }).waitFor();
  await take(page, 'cover');
}

async function takeCommand(browser: Browser, playground: Playground): Promise<void> {
  const page = await open(browser, playground, { as: 'Ada' });
  await closePanel(page);
  await page.getByRole('textbox', { name: /^Message/ }).fill('/');
  await page.keyboard.press('Enter');
  const [file, ...others] = await page.locator('.option [data-option], .option-more').all();
  await file?.click();
  await page.getByRole('menuitem', { name: 'Neon Stairs' }).click();
  await others[0]?.click();
  await page.getByRole('option').nth(3).waitFor();
  await take(page, 'command');
}

async function takeForm(browser: Browser, playground: Playground): Promise<void> {
  const page = await openForm(browser, playground, 'light');
  await page.getByRole('heading').last().click();
  await take(page, 'form');
}

async function takeReview(browser: Browser, playground: Playground): Promise<void> {
  const page = await openForm(browser, playground, 'dark');
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('button', { name: 'Make it' }).scrollIntoViewIfNeeded();
  await take(page, 'review');
}

/** Of a remix, filled in. */
async function openForm(browser: Browser, playground: Playground, theme: Opened['theme']): Promise<Page> {
  const page = await open(browser, playground, { as: 'Nia', theme });
  await closePanel(page);
  await page.locator('.message:has(audio) .button.primary').last().click();
  const form = page.getByRole('dialog');
  await form.locator('textarea').first().fill('a full orchestra that begins softly and ends with everything it has');
  return page;
}

async function takePanel(browser: Browser, playground: Playground): Promise<void> {
  const page = await open(browser, playground, { as: 'Ada' });
  await page.getByRole('textbox', { name: /^Message/ }).fill('/');
  await page.keyboard.press('Enter');
  const [file, ...others] = await page.locator('.option [data-option], .option-more').all();
  await file?.click();
  await page.getByRole('menuitem', { name: 'Paper Lanterns' }).click();
  await others[0]?.click();
  await page.keyboard.type('stadium rock with two loud guitars');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.job[data-state="generating"]').waitFor();
  await take(page, 'behind-the-scenes');
}

async function takePhone(browser: Browser, playground: Playground): Promise<void> {
  const page = await open(browser, playground, { as: 'Nia', size: PHONE });
  await page.locator('.message:has(audio)').last().scrollIntoViewIfNeeded();
  await take(page, 'phone');
}

/** The README's moving picture: a cover from the command to its first seconds. */
async function takeFilm(browser: Browser, playground: Playground): Promise<void> {
  const page = await open(browser, playground, { as: 'Ada', size: SMALL });
  await closePanel(page);
  const covers = page.locator('.message:has(audio)');
  const before = await covers.count();
  const film = await filmPage(page);
  await film.show(800);
  await page.getByRole('textbox', { name: /^Message/ }).click();
  for (const key of '/cov') {
    await page.keyboard.type(key);
    await film.show(180);
  }
  await film.show(600);
  await page.keyboard.press('Enter');
  await film.show(700);
  const [file, ...others] = await page.locator('.option [data-option], .option-more').all();
  await file?.click();
  await film.show(900);
  await page.getByRole('menuitem', { name: 'Paper Lanterns' }).click();
  await film.show(700);
  await others[0]?.click();
  // What is typed before the field has the focus goes elsewhere.
  await page.waitForTimeout(300);
  await film.show(400);
  for (const word of 'stadium rock with two loud guitars'.split(/(?<= )/)) {
    await page.keyboard.type(word);
    await film.show(220);
  }
  await film.show(700);
  await page.getByRole('button', { name: 'Send' }).click();
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && (await covers.count()) === before; ) {
    await page.waitForTimeout(150);
    await film.show(200);
  }
  await covers.last().scrollIntoViewIfNeeded();
  await film.show(1_500);
  await page.getByRole('button', { name: 'Play', exact: true }).last().click();
  for (let quarter = 0; quarter < 16; quarter += 1) {
    await page.waitForTimeout(200);
    await film.show(250);
  }
  await film.show(2_000);
  await writeFile(`${FOLDER}cover.gif`, film.finish());
  await page.close();
  print('docs/pictures/cover.gif');
}

interface Opened {
  as: string;
  size?: typeof WIDE;
  theme?: 'dark' | 'light' | undefined;
}

async function open(browser: Browser, { url, cast }: Playground, { as, size = WIDE, theme = 'dark' }: Opened) {
  const page = await browser.newPage({ viewport: size, colorScheme: theme, deviceScaleFactor: 1.5 });
  const guild = cast.places[0]?.guild.name ?? '';
  await page.goto(`${url}#/${[as, guild, cast.firstChannel.name].map(encodeURIComponent).join('/')}`);
  await page.locator('.message').first().waitFor();
  return page;
}

async function closePanel(page: Page): Promise<void> {
  const close = page.getByRole('button', { name: 'Close the panel' });
  if (await close.isVisible()) await close.click();
}

async function take(page: Page, name: string): Promise<void> {
  // Fonts and players draw themselves a moment later.
  await page.evaluate('document.fonts.ready.then(() => true)');
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
  print(`docs/pictures/${name}.png`);
}
