import { z } from 'zod';
import { defineHandler, type Handler } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { styleChoices, styleOf } from '../../src/domain/draft/style-choices.ts';
import type { Model } from '../../src/domain/models.ts';
import { serverModel } from './default-model.ts';

/** Proposes styles while one is typed: the server's presets, and what the member used last. */
export function createStyleHandler(models: readonly Model[], kind: Model['kind']): Handler {
  return defineHandler({
    input: z.object({ style: z.string().catch('') }),
    needs: ['settings', 'lastStyles'],
    respond(call) {
      const { focused, input, settings, lastStyles } = call;
      if (focused !== 'style') return { kind: 'choices', choices: [] };
      const { style: rule } = serverModel(call, models, kind);
      return { kind: 'choices', choices: styleChoices(input.style, settings?.presets ?? [], lastStyles ?? [], rule) };
    },
  });
}

/** The style that an option with proposals stands for. Needs the settings and the last styles. */
export function resolveStyle({
  input,
  settings,
  lastStyles,
}: InteractionContext<{ style: string | null }>): string | null {
  return input.style && styleOf(input.style, settings?.presets ?? [], lastStyles ?? []);
}
