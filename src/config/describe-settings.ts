import type { Setting, SettingTable } from './setting.ts';

/** The three parts in which people are told of the settings, in their order. */
const PARTS = [
  {
    part: 'needed',
    title: 'Needed',
    about:
      'Fill these in before the first start. Of the API keys, only those of the providers that you name are needed.',
  },
  {
    part: 'useful',
    title: 'Useful',
    about: 'Defaults that suit a small server. Look through them once.',
  },
  {
    part: undefined,
    title: 'Leave alone',
    about: 'Nobody needs these for an ordinary bot.',
  },
] as const;

type Named = [name: string, setting: Setting<unknown>];

/** The text of `.env.example`: every setting with what it is for, and its default. Those to leave alone are commented out. */
export function renderEnvExample(table: SettingTable): string {
  const head = "# Coverband's settings: copy this file to .env. docs/settings.md has the same as a table.\n";
  const parts = PARTS.map(({ part, title, about }) => {
    const isQuiet = part === undefined;
    const blocks = settingsOf(table, part).map(
      ([name, { about: purpose, expected, fallback = '' }]) =>
        `# ${purpose}\n# Expected: ${expected}.\n${isQuiet ? '#' : ''}${name}=${fallback}\n`,
    );
    return `\n# ---- ${title} ----\n# ${about}\n\n${blocks.join('\n')}`;
  });
  return head + parts.join('');
}

/** The text of `docs/settings.md`: a table for each part. */
export function renderSettingsPage(table: SettingTable): string {
  const parts = PARTS.map(({ part, title, about }) => {
    const rows = settingsOf(table, part).map(
      ([name, { about: purpose, expected, fallback }]) =>
        `| \`${name}\` | ${fallback === undefined ? '–' : `\`${fallback}\``} | ${purpose} | ${expected} |`,
    );
    return `## ${title}\n\n${about}\n\n| setting | default | what it is | what it may be |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Settings

<!-- Written by \`node src/tools/write-env-example.ts\` from the settings themselves: change it there. -->

Settings are read from the file \`.env\` in the folder in which the bot is started, in whatever encoding your editor leaves it; variables
of the environment go before it. All that is wrong is reported together at the start, in words, and a name that is almost one of
these is pointed out. [.env.example](../.env.example) is the file to copy, and [operations.md](operations.md) says what the settings do
for you. A change counts from the next start.

${parts.join('\n')}`;
}

function settingsOf(table: SettingTable, part: Setting<unknown>['part']): Named[] {
  return Object.entries(table).filter(([, setting]) => setting.part === part);
}
