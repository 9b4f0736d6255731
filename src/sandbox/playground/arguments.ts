import { parseArgs } from 'node:util';
import { type ProviderName, providerNames } from '../providers/sandbox.ts';
import { DemoError } from './play-cover.ts';

const USAGE = `usage: npm run demo                opens the playground: a page in your browser
       npm run demo -- [FILE] [--port NUMBER] [--provider NAME] [--model NAME] [--verbose]
       npm run demo -- --once [FILE] [--style "how it should sound"] [--lyrics FILE] [--provider NAME] [--model NAME]
       npm run demo -- --write-lyrics "about what" [--provider NAME]`;

const HIGHEST_PORT = 65_535;

export interface DemoArguments {
  /** Play one cover and leave. */
  once: boolean;
  songFile: string | undefined;
  lyricsFile: string | undefined;
  style: string | undefined;
  provider: ProviderName;
  model: string | undefined;
  /** Of the page; 0 takes any free one. */
  port: number;
  /** What lyrics are to be written about; no cover is made then. */
  writeLyrics: string | undefined;
  verbose: boolean;
}

/** Throws `DemoError` with one line on what is wrong. */
export function readArguments(): DemoArguments {
  const { values, positionals } = parse();
  const provider = providerNames.find((name) => name === (values.provider ?? 'runware'));
  if (!provider) throw new DemoError(`there is no provider ${values.provider}, only ${providerNames.join(', ')}`);
  return {
    once: values.once ?? false,
    songFile: positionals[0],
    lyricsFile: values.lyrics,
    style: values.style,
    provider,
    model: values.model,
    port: readPort(values.port ?? '0'),
    writeLyrics: values['write-lyrics'],
    verbose: values.verbose ?? false,
  };
}

function readPort(given: string): number {
  if (/^\d+$/.test(given) && Number(given) <= HIGHEST_PORT) return Number(given);
  throw new DemoError(`${given} is not a port\n${USAGE}`);
}

function parse() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: {
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
    if (parsed.positionals.length > 1) throw new Error('more than one file');
    return parsed;
  } catch (error) {
    throw new DemoError(`${error instanceof Error ? error.message.split('\n')[0] : error}\n${USAGE}`);
  }
}
