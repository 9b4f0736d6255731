import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.ts';
import { eventually, expectToPlay, messageWith, newestJob, sendCommand } from './support/person.ts';
import { usePlayground } from './support/use-playground.ts';

/** A new bot takes a job over only when the old one can no longer have it. */
const LONG_MS = 120_000;
const SONG = { sample: 'short-song.mp3' };

describe.skipIf(!hasBrowser)('what goes wrong on the page', () => {
  const { visit, paidRequests } = usePlayground({ speed: 'fast', generationMs: 60_000 });

  it('is cancelled by whoever asked for it, while it is made', async () => {
    const page = await visit();
    await sendCommand(page, 'cover', { song: SONG, style: 'a waltz that nobody will hear' });
    const progress = page.locator('.message.private').last();
    await page.locator('.job[data-state="generating"]').waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await eventually(() => progress.innerText()).toMatch(/cancelled/i);
    // What was paid by then is handed to nobody but who asked for it.
    await eventually(() => newestJob(page)).toContain('delivered');
    expect(await page.locator('.message:not(.private):has(audio)').count()).toBe(0);
    await expectToPlay(progress);
  });

  it('is finished by a bot that was killed in the middle of it', async () => {
    const page = await visit();
    await openPanel(page);
    const paidBefore = paidRequests();
    await sendCommand(page, 'cover', { song: SONG, style: 'ska with a brass section' });
    await page.locator('.job[data-state="generating"]').waitFor();
    await page.getByRole('button', { name: 'Kill', exact: true }).click();
    await page.getByText('crashed, comes back in a moment').waitFor();
    const cover = messageWith(page, 'ska with a brass').and(page.locator('.message:has(audio)'));
    await cover.waitFor({ timeout: LONG_MS });
    await expectToPlay(cover);
    expect(paidRequests() - paidBefore).toBe(1);
    expect(await newestJob(page)).toContain('delivered');
  });

  it('is paid once when the bot dies between paying and knowing it', async () => {
    const page = await visit();
    await openPanel(page);
    const paidBefore = paidRequests();
    await page.getByRole('button', { name: /Crash after paying/ }).click();
    await page.getByRole('button', { name: /Crash after paying.*waiting/ }).waitFor();
    await sendCommand(page, 'cover', { song: SONG, style: 'bluegrass at full speed' });
    await page.getByRole('button', { name: /Crash after paying.*struck 1×/ }).waitFor();
    const cover = messageWith(page, 'bluegrass at full').and(page.locator('.message:has(audio)'));
    await cover.waitFor({ timeout: LONG_MS });
    await expectToPlay(cover);
    expect(paidRequests() - paidBefore).toBe(1);
  });

  it('gets over a provider that refuses, a result that is gone, and a hiccup of Discord', async () => {
    const page = await visit({ as: 'Nia' });
    await openPanel(page);
    for (const trouble of [/Provider: 429/, /Result link expired/, /Discord: hiccup/]) {
      await page.getByRole('button', { name: trouble }).click();
      await page.getByRole('button', { name: trouble }).and(page.locator('[aria-pressed="true"]')).waitFor();
    }
    await sendCommand(page, 'cover', { song: SONG, style: 'polka with an accordion' });
    const cover = messageWith(page, 'polka with an').and(page.locator('.message:has(audio)'));
    await cover.waitFor({ timeout: LONG_MS });
    await expectToPlay(cover);
    expect(await page.locator('.trouble[aria-pressed="true"]').count()).toBe(0);
  });

  it('goes on with another provider, which has other commands', async () => {
    const page = await visit({ as: 'Ben' });
    await openPanel(page);
    const starts = Number(await page.locator('.panel .bot-state').getAttribute('data-starts'));
    await page.getByLabel('Provider and model').selectOption({ label: 'MiniMax · covers and new songs' });
    // How often it was started stays to be seen; "starting…" may be gone before a slow browser has drawn it.
    await page
      .locator(`.panel .bot-state[data-starts="${starts + 1}"][data-state="running"]`)
      .waitFor({ timeout: LONG_MS });
    await sendCommand(page, 'song', { style: 'a lullaby for machines' });
    const form = page.getByRole('dialog');
    await form.getByLabel(/Lyrics/i).fill('[Verse]\nSleep, you little motors\n[Chorus]\nHum until the day');
    await form.getByRole('button', { name: 'Submit' }).click();
    const song = page.locator('.message:has(audio)').last();
    await messageWith(page, 'lullaby').and(page.locator('.message:has(audio)')).waitFor({ timeout: LONG_MS });
    await expectToPlay(song);
  });

  it('says that nobody answers while the bot is stopped, and goes on when it is started', async () => {
    const page = await visit({ as: 'Ben' });
    await openPanel(page);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await sendCommand(page, 'quota');
    await page.getByText('The application did not respond').waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('.panel .bot-state[data-state="running"]').waitFor();
    await sendCommand(page, 'quota');
    await page.locator('.message.private').last().getByText(/left/).first().waitFor();
  });
});

async function openPanel(page: Page): Promise<void> {
  const heading = page.getByRole('heading', { name: 'Behind the scenes' });
  if (!(await heading.isVisible())) await page.getByRole('button', { name: 'Behind the scenes' }).click();
  await heading.waitFor();
}
