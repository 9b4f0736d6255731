import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian and Ubuntu put it; what comes with Playwright is not installed here. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether these tests can run. Where they are demanded, a missing browser is a failure and no reason to skip. */
export const hasBrowser = existsSync(CHROMIUM);

if (!hasBrowser) {
  const notice = `no browser at ${CHROMIUM}: the playground's tests need it (apt-get install chromium)`;
  if (process.env.REQUIRE_CHROMIUM === '1') throw new Error(notice);
  process.stderr.write(`skipped: ${notice}\n`);
}

/** Sound is decoded as for anybody, and may begin without a click. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--mute-audio'],
  });
}
