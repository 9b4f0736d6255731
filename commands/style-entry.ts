import { z } from 'zod';
import { defineEntry, type Entry } from '../src/discord/command.ts';
import type { Model } from '../src/domain/models.ts';
import { styleChoices } from '../src/domain/style-choices.ts';

/** Proposes styles while one is typed: the server's presets, and what the member used last. */
export function createStyleEntry({ style: rule }: Pick<Model, 'style'>): Entry {
  return defineEntry({
    input: z.object({ style: z.string().catch('') }),
    needs: ['settings', 'lastStyles'],
    first({ focused, input, settings, lastStyles }) {
      if (focused !== 'style') return { kind: 'choices', choices: [] };
      return { kind: 'choices', choices: styleChoices(input.style, settings?.presets ?? [], lastStyles ?? [], rule) };
    },
  });
}
