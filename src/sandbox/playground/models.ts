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
    'music-3.0-free',
    'music-2.6-free',
  ],
};

const MODELS_IN_LINE = 5;

/** As a list for people; each provider begins a line. */
export function modelList(): string {
  return providerNames
    .flatMap((name) =>
      linesOf(modelsByProvider[name]).map((line, index) => `  ${(index === 0 ? name : '').padEnd(8)} ${line}`),
    )
    .join('\n');
}

function linesOf(models: readonly string[]): string[] {
  const count = Math.ceil(models.length / MODELS_IN_LINE);
  return Array.from({ length: count }, (_, line) =>
    models.slice(line * MODELS_IN_LINE, (line + 1) * MODELS_IN_LINE).join(', '),
  );
}
