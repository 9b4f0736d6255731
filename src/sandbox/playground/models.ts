import { type ProviderName, providerNames } from '../providers/sandbox.ts';

/** What `--model` takes, by provider: every model that the bot knows, the one that it uses by itself first. */
export const modelsByProvider: Readonly<Record<ProviderName, readonly string[]>> = {
  runware: ['minimax:music@cover'],
  aimlapi: ['minimax/music-cover', 'minimax-music', 'music-01'],
  minimax: [
    'music-cover',
    'music-cover-free',
    'music-3.0',
    'music-2.6',
    'music-2.5+',
    'music-2.5',
    'music-2.0',
    'music-1.5',
  ],
};

/** As a list for people, a line for each provider. */
export function modelList(): string {
  return providerNames.map((name) => `  ${name.padEnd(8)} ${modelsByProvider[name].join(', ')}`).join('\n');
}
