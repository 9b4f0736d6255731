import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

export interface VisitOptions {
  /** Who the window is; the owner when not said. */
  as?: 'Ada' | 'Ben' | 'Nia' | 'Mo' | 'Opal';
  guild?: string;
  channel?: string;
  size?: { width: number; height: number };
  theme?: 'dark' | 'light';
}

/** On a machine that others use as well, a window may stand still for long. */
const PATIENCE_MS = 90_000;

/** Opens the page in a window of its own. Anything in its console, and any answer that is an error, fails the test. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Page> {
  const { as = 'Ada', guild = 'The Practice Room', channel = 'remix-lab', theme = 'dark', size } = options;
  const context = await browser.newContext({
    viewport: size ?? { width: 1_300, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('; ')}`);
  });
  await page.goto(`${url}#/${[as, guild, channel].map(encodeURIComponent).join('/')}`);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}
