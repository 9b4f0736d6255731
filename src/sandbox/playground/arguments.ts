import { parseArgs } from 'node:util';
import { type ProviderName, providerNames } from '../providers/sandbox.ts';
import { DemoError } from './demo-error.ts';
import { modelList, modelsByProvider } from './models.ts';

/** Where the page is unless somebody says otherwise: the same address every time, for bookmarks and second windows. */
export const DEFAULT_PORT = 8_642;

const HIGHEST_PORT = 65_535;

export const HELP = `The demo: the real bot against stand-ins for Discord and the music providers, all on this machine.
It needs no account, costs nothing, and forgets everything when it ends.

  npm run demo
      Opens a page to use the bot in. It prints the address; Ctrl+C ends it.

  npm run demo -- --once
      Plays one whole cover in the terminal, and writes it here as demo-cover.mp3.

  npm run demo -- --write-lyrics "rain on a tin roof" --provider minimax
      Has lyrics written, and shows them.

What can be added, after the two dashes:

  FILE               a song of your own: MP3, WAV, FLAC, OGG or M4A. The demo has one for whoever gives none.
  --style "TEXT"     how the cover should sound. With --once.
  --lyrics FILE      the words to sing, in a text file; for models that need some, the demo has its own. With --once.
  --provider NAME    who makes the music: ${providerNames.join(', ')}. Without it, whoever has the model, or ${providerNames[0]}.
  --model NAME       what makes it. Without it, the provider's first:
${indented(modelList(), 19)}
  --port NUMBER      where the page is. Without it, ${DEFAULT_PORT}, or the next one that is free.
  --verbose          shows the bot's log as well.
  --help             shows this.
`;

export interface DemoArguments {
  /** Only say what can be asked for. */
  help: boolean;
  /** Play one cover and leave. */
  once: boolean;
  songFile: string | undefined;
  lyricsFile: string | undefined;
  style: string | undefined;
  provider: ProviderName;
  model: string | undefined;
  /** Of the page; 0 takes any free one, undefined the usual one or one near it. */
  port: number | undefined;
  /** What lyrics are to be written about; no cover is made then. */
  writeLyrics: string | undefined;
  verbose: boolean;
}

/** Throws `DemoError` with what is wrong, and what would be right. */
export function readArguments(given: readonly string[]): DemoArguments {
  const { values, positionals } = parse(given);
  const [songFile, second] = positionals;
  if (second !== undefined) {
    throw new DemoError(
      `The demo takes one song, and these are two: ${songFile} and ${second}. A name with spaces goes in quotes.`,
    );
  }
  const provider = providerNamed(values.provider ?? ownerOf(values.model) ?? providerNames[0]);
  if (values.model !== undefined) checkModel(provider, values.model);
  return {
    help: values.help ?? false,
    once: values.once ?? false,
    songFile,
    lyricsFile: values.lyrics,
    style: values.style,
    provider,
    model: values.model,
    port: values.port === undefined ? undefined : portOf(values.port),
    writeLyrics: values['write-lyrics'],
    verbose: values.verbose ?? false,
  };
}

function providerNamed(given: string): ProviderName {
  const provider = providerNames.find((name) => name === given);
  if (!provider) throw new DemoError(`There is no provider ${given}. There are:\n${modelList()}`);
  return provider;
}

/** The first provider that has the model. */
function ownerOf(model: string | undefined): ProviderName | undefined {
  return providerNames.find((name) => model !== undefined && modelsByProvider[name].includes(model));
}

function checkModel(provider: ProviderName, model: string): void {
  if (modelsByProvider[provider].includes(model)) return;
  const other = ownerOf(model);
  const hint = other === undefined ? '' : `${other} has. `;
  throw new DemoError(`${provider} has no model ${model}. ${hint}There are:\n${modelList()}`);
}

function portOf(given: string): number {
  if (/^\d+$/.test(given) && Number(given) <= HIGHEST_PORT) return Number(given);
  throw new DemoError(`${given} is not a port: give a number up to ${HIGHEST_PORT}, such as ${DEFAULT_PORT}.`);
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        once: { type: 'boolean' },
        style: { type: 'string' },
        lyrics: { type: 'string' },
        provider: { type: 'string' },
        model: { type: 'string' },
        port: { type: 'string' },
        'write-lyrics': { type: 'string' },
        verbose: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new DemoError(`${inWords(error)} npm run demo -- --help says what can be asked for.`);
  }
}

/** What Node says about arguments is for programmers. */
function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [, option = ''] = /'(?:-\w, )?(--?[\w-]+)/.exec(text) ?? [];
  if (text.startsWith('Unknown option')) return `The demo knows no ${option}.`;
  if (text.includes('argument missing') || text.includes('argument is ambiguous'))
    return `${option} needs something after it.`;
  if (text.includes('does not take an argument')) return `${option} takes nothing after it.`;
  return text;
}

function indented(text: string, columns: number): string {
  return text.replaceAll(/^ {2}/gm, ' '.repeat(columns + 2));
}
