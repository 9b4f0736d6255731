import type { LoadedConfig } from '../../../config/load-config.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

/** `loaded` is a message where the file with the settings cannot be read. */
export function checkSettings(loaded: LoadedConfig | string, hasToken: boolean): Finding {
  if (typeof loaded === 'string') return fail('settings', loaded, 'make it a text file that the bot’s user may read');
  const wrong = [...loaded.misspelt, ...loaded.problems];
  if (wrong.length > 0) {
    return fail(
      'settings',
      wrong.join('; '),
      hasToken
        ? 'correct them in .env; .env.example says what each is for'
        : 'cp .env.example .env, and fill in the first ones (README, "Going live")',
    );
  }
  if (loaded.doubtful.length > 0) {
    const names = loaded.doubtful.map(({ name, meant }) => `${name} (${meant}?)`).join(', ');
    return warn(
      'settings',
      `variables of the environment that look like settings: ${names}`,
      'rename them if they were meant as such',
    );
  }
  return ok('settings', 'all can be read');
}
