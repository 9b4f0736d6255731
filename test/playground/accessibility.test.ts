import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findings } from './support/axe.ts';
import { hasBrowser } from './support/browser.ts';
import { sendCommand } from './support/person.ts';
import { usePlayground } from './support/use-playground.ts';

const SONG = { sample: 'short-song.mp3' };
const PHONE = { width: 390, height: 780 };
const WIDE = { width: 1_300, height: 900 };

/** Every view, in the order in which one comes upon it; each begins where the one before has ended. */
const VIEWS: readonly [string, (page: Page) => Promise<unknown>][] = [
  ['a channel with a cover', (page) => page.locator('.message:has(audio)').first().waitFor()],
  [
    'the menu of a message',
    (page) =>
      page
        .locator('.message:has(audio)')
        .last()
        .click({ button: 'right', position: { x: 150, y: 12 } }),
  ],
  ['the reactions to choose from', (page) => page.getByRole('menuitem', { name: 'Add Reaction' }).click()],
  ['the list of commands', (page) => page.getByRole('textbox', { name: /^Message/ }).fill('/')],
  [
    'the files to choose from',
    async (page) => {
      await page.getByRole('textbox', { name: /^Message/ }).fill('');
      await page.getByRole('button', { name: 'Attach a file' }).click();
    },
  ],
  [
    'a command that is filled in',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cover a song' }).click();
      await page.locator('[data-option="style"]').fill('jazz');
      await page.getByRole('option').first().waitFor();
    },
  ],
  [
    'a form',
    async (page) => {
      await page.getByRole('button', { name: 'Give up this command' }).click();
      await page.locator('.message .button.primary').last().click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'an open list of a message',
    async (page) => {
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await page.locator('.message .select-button').last().click();
    },
  ],
  [
    'the people to be',
    async (page) => {
      await page.keyboard.press('Escape');
      const toSidebar = page.getByRole('button', { name: 'Servers and channels' });
      if (await toSidebar.isVisible()) await toSidebar.click();
      await page.locator('.me-button').click();
    },
  ],
  [
    'behind the scenes',
    async (page) => {
      await page.getByRole('button', { name: 'general' }).click();
      const panel = page.getByRole('complementary', { name: 'Behind the scenes' });
      if (!(await panel.isVisible())) await page.getByRole('button', { name: 'Behind the scenes' }).click();
      await panel.getByText("The bot's log").click();
      await panel.locator('.request summary').first().click();
    },
  ],
];

describe.skipIf(!hasBrowser)('axe finds nothing', () => {
  const { visit } = usePlayground({ speed: 'instant', generationMs: 40_000 });

  it.each([
    ['dark', WIDE],
    ['light', WIDE],
    ['dark', PHONE],
    ['light', PHONE],
  ] as const)('in any view of the %s theme, %o', async (theme, size) => {
    const page = await visit({ theme, size });
    if ((await page.locator('.message:has(audio)').count()) === 0) {
      await sendCommand(page, 'cover', { song: SONG, style: 'jazz with a trumpet' });
    }
    const found: Record<string, string[]> = {};
    for (const [view, open] of VIEWS) {
      await open(page);
      found[view] = await findings(page);
    }
    expect(found).toEqual(Object.fromEntries(VIEWS.map(([view]) => [view, []])));
  });
});
