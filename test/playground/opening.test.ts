import { createServer } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { offers } from '../../src/sandbox/playground/page/offers.ts';
import { openPlayground } from '../../src/sandbox/playground/page/open-playground.ts';
import { hasBrowser } from './support/browser.ts';
import { eventually, messageWith, sendCommand } from './support/person.ts';
import { usePlayground } from './support/use-playground.ts';

const LONG_MS = 90_000;
const DAY_MS = 86_400_000;

describe.skipIf(!hasBrowser)('a page that begins with music', () => {
  const { visit, paidRequests, now } = usePlayground({ speed: 'instant', generationMs: 40_000, hasOpening: true });

  it('shows a song, a cover and a remix, made by the bot for others', async () => {
    const page = await visit();
    await playButton(page, 'Wrote this on the ferry').waitFor();
    await playButton(page, 'slow smoky jazz', 'Nia').waitFor({ timeout: LONG_MS });
    await playButton(page, 'retro synthwave', 'Ben', /remix of/i).waitFor({ timeout: LONG_MS });
    expect(paidRequests()).toBe(2);
    expect(await page.locator('.message.private').count()).toBe(0);
  });

  it('fills in a command for whoever wants to try it, up to sending it', async () => {
    const page = await visit({ as: 'Nia' });
    await page.getByRole('button', { name: 'Cover a song' }).click();
    await page.getByText('neon-stairs.mp3').waitFor();
    await page.getByRole('button', { name: 'Send' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await playButton(page, 'stadium rock', 'Nia').waitFor({ timeout: LONG_MS });
  });

  it('leads to the newest remix button, to the menu of a posted song, and to the other people', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Remix a cover' }).click();
    await page.locator('.message .button:focus', { hasText: 'Remix' }).waitFor();
    await page.getByRole('button', { name: 'Cover what was posted' }).click();
    await page.getByRole('menuitem', { name: 'Cover this song' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Be somebody else' }).last().click();
    await page.getByRole('menuitemradio', { name: 'Ben' }).waitFor();
  });

  it('brings an own answer into sight, and leads back from older messages', async () => {
    const page = await visit();
    await page.locator('.message').first().scrollIntoViewIfNeeded();
    const bar = page.getByRole('button', { name: /Jump to present/ });
    await bar.waitFor();
    await sendCommand(page, 'quota');
    const answer = page.locator('.message.private').last();
    await answer.getByText(/left/).first().waitFor();
    await bar.waitFor({ state: 'detached' });
    await eventually(async () => {
      const box = await answer.boundingBox();
      return box !== null && box.y + box.height <= 900;
    }).toBe(true);
    await page.locator('.message').first().scrollIntoViewIfNeeded();
    await bar.click();
    await bar.waitFor({ state: 'detached' });
  });

  it('goes to the next day, when everybody has all takes again', async () => {
    const page = await visit({ as: 'Nia' });
    const before = now();
    await page.getByRole('button', { name: 'Next day' }).click();
    await page.locator('.panel .bot-state[data-starts="2"][data-state="running"]').waitFor({ timeout: LONG_MS });
    expect(Math.floor(now() / DAY_MS)).toBeGreaterThan(Math.floor(before / DAY_MS));
    await sendCommand(page, 'quota');
    await page.locator('.message.private').last().getByText('10 of 10').waitFor();
  });

  it('forgets everything with a reset, and begins anew', async () => {
    const page = await visit();
    await page.getByRole('textbox', { name: /^Message/ }).fill('remember me');
    await page.keyboard.press('Enter');
    await messageWith(page, 'remember me').waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await messageWith(page, 'remember me').waitFor({ state: 'detached' });
    await messageWith(page, 'Wrote this on the ferry').waitFor();
    await playButton(page, 'slow smoky jazz').waitFor({ timeout: LONG_MS });
    expect(paidRequests()).toBeLessThanOrEqual(2);
  });
});

/** Of the newest message with all of these texts. */
function playButton(page: Page, ...texts: (string | RegExp)[]): Locator {
  return messageWith(page, ...texts).getByRole('button', { name: 'Play', exact: true });
}

it('the page takes the next port where its own is taken', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
  const options = { port, offer: offers[0], generationMs: 1_000 };
  await expect(openPlayground(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const playground = await openPlayground({ ...options, portsAfter: 10 });
  onTestFinished(() => playground.close());
  const found = Number(new URL(playground.url).port);
  expect(found).toBeGreaterThan(port);
  expect(found).toBeLessThanOrEqual(port + 10);
});
