import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.ts';
import { eventually, expectToPlay, messageWith, pickSample, runOn, sendCommand } from './support/person.ts';
import { usePlayground } from './support/use-playground.ts';

const SONG = 'short-song.mp3';
const PUNK = 'punk rock with loud guitars';

describe.skipIf(!hasBrowser)('the whole bot on the page', () => {
  const { visit } = usePlayground({ speed: 'instant', generationMs: 40_000 });

  it('makes a cover by command, heard in the channel', async () => {
    const page = await visit();
    const cover = await coverByCommand(page, PUNK);
    await expectToPlay(cover);
    expect(await cover.innerText()).toContain('Ada');
  });

  it('makes a cover by a form', async () => {
    const page = await visit({ as: 'Ben' });
    await sendCommand(page, 'cover');
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: /Song.*: choose a file/ }).click();
    await pickSample(page, SONG);
    await form.getByLabel(/How should it sound/).fill('an orchestra with strings and horns');
    await sendForm(page);
    await expectToPlay(await coverOf(page, 'an orchestra'));
  });

  it('makes a cover of what somebody has posted, by the menu of the message', async () => {
    const [nia, ben] = await Promise.all([
      visit({ as: 'Nia', channel: 'general' }),
      visit({ as: 'Ben', channel: 'general' }),
    ]);
    await ben.getByRole('button', { name: 'Attach a file' }).click();
    await pickSample(ben, 'Paper Lanterns');
    await ben.getByRole('textbox', { name: /^Message/ }).fill('my new song');
    await ben.keyboard.press('Enter');
    const song = messageWith(nia, 'my new song');
    await expectToPlay(song);
    await runOn(nia, song, 'Cover this song');
    await nia
      .getByRole('dialog')
      .getByLabel(/How should it sound/)
      .fill('warm lo-fi with dusty vinyl');
    await sendForm(nia);
    await expectToPlay(await coverOf(nia, 'paper-lanterns', 'warm lo-fi'));
  });

  it('sings other words, after a look at what it will cost', async () => {
    const page = await visit();
    const cover = await coverByCommand(page, 'quiet folk with one guitar');
    await chooseMore(cover, 'Other lyrics');
    await messageWith(page, 'Lyrics for your cover', 'Only you').getByRole('button', { name: 'Open editor' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(/Lyrics/i).fill('[Verse]\nA boat without a sail\n[Chorus]\nAnd still it finds the shore');
    await sendForm(page);
    await agree(page, 'And still it finds the shore');
    await eventually(() => coversOf(page, 'quiet folk').count()).toBe(2);
    await expectToPlay(coversOf(page, 'quiet folk').last());
  });

  it('makes a remix of what somebody else has made', async () => {
    const ada = await visit();
    await coverByCommand(ada, 'chiptune like an old game console');
    const ben = await visit({ as: 'Ben' });
    const cover = messageWith(ben, 'chiptune');
    await cover.getByRole('button', { name: 'New style', exact: true }).click();
    await ben
      .getByRole('dialog')
      .getByLabel(/How should it sound/)
      .fill('slow ambient pads in a cathedral');
    await sendForm(ben);
    await agree(ben, 'slow ambient pads');
    await expectToPlay(await coverOf(ben, 'slow ambient', 'remix'));
  });

  it('counts votes for everybody to see', async () => {
    const ada = await visit();
    const cover = await coverByCommand(ada, 'disco with a steady kick');
    const nia = await visit({ as: 'Nia' });
    await messageWith(nia, 'disco').getByRole('button', { name: '♥ 0' }).click();
    await cover.getByRole('button', { name: '♥ 1' }).waitFor();
  });

  it('refuses a file that is no music, says why, and takes a better one', async () => {
    const page = await visit({ as: 'Nia' });
    await page.getByRole('textbox', { name: /^Message/ }).fill('/cover');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'song: choose a file' }).click();
    const fake = { name: 'shopping.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('milk, bread, '.repeat(500)) };
    await page.locator('.own-file input').setInputFiles(fake);
    await page.getByRole('button', { name: '+ style' }).click();
    await page.locator('[data-option="style"]').fill(PUNK);
    await page.getByRole('button', { name: 'Send' }).click();
    const refusal = page.locator('.message.private').last();
    await refusal.getByText(/can't find any music/).waitFor();
    await refusal.getByRole('button', { name: 'Fix it' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Song.*: choose a file/ })
      .click();
    await pickSample(page, SONG);
    await sendForm(page);
    await expectToPlay(await coverOf(page, PUNK, 'Nia'));
  });
});

async function coverByCommand(page: Page, style: string): Promise<Locator> {
  await sendCommand(page, 'cover', { song: { sample: SONG }, style });
  return coverOf(page, style);
}

/** In the channel: messages with a player. */
function coversOf(page: Page, ...texts: string[]): Locator {
  return texts.reduce((covers, text) => covers.filter({ hasText: text }), page.locator('.message:has(audio)'));
}

async function coverOf(page: Page, ...texts: string[]): Promise<Locator> {
  const cover = coversOf(page, ...texts).last();
  await cover.waitFor();
  return cover;
}

/** Chooses an entry of the menu under a cover. */
async function chooseMore(cover: Locator, entry: string): Promise<void> {
  await cover.getByRole('button', { name: 'More…' }).click();
  await cover.getByRole('option', { name: entry }).click();
}

/** Reads what it will cost, and says yes. */
async function agree(page: Page, text: string): Promise<void> {
  const card = messageWith(page, 'Make it', text);
  await card.getByText('$0.15').first().waitFor();
  await card.getByRole('button', { name: 'Make it' }).click();
}

async function sendForm(page: Page): Promise<void> {
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Submit' }).click();
  await form.waitFor({ state: 'detached' });
}
