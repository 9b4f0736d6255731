import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { styleOf } from '../../src/domain/style-choices.ts';

/** The style that an option with proposals stands for. Needs the settings and the last styles. */
export function resolveStyle({
  input,
  settings,
  lastStyles,
}: InteractionContext<{ style: string | null }>): string | null {
  return input.style && styleOf(input.style, settings?.presets ?? [], lastStyles ?? []);
}
