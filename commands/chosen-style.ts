import type { Call } from '../src/discord/call.ts';
import { styleOf } from '../src/domain/style-choices.ts';

/** The style that an option with proposals stands for. Needs the settings and the last styles. */
export function chosenStyle({ input, settings, lastStyles }: Call<{ style: string | null }>): string | null {
  return input.style && styleOf(input.style, settings?.presets ?? [], lastStyles ?? []);
}
