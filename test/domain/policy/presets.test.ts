import { describe, expect, it } from 'vitest';
import { fitsLength } from '../../../src/domain/draft/text-length.ts';
import { presetSchema } from '../../../src/domain/policy/guild-settings.ts';
import { defaultPresets } from '../../../src/domain/policy/presets.ts';
import { models } from '../../../src/providers/catalog.ts';

describe('defaultPresets', () => {
  it('are about ten that nobody can mix up', () => {
    expect(defaultPresets.length).toBeGreaterThanOrEqual(8);
    for (const part of ['name', 'style'] as const) {
      expect(new Set(defaultPresets.map((preset) => preset[part].toLowerCase())).size).toBe(defaultPresets.length);
    }
  });

  it.each(defaultPresets)('$name is taken by every model that takes a style', (preset) => {
    const { style } = presetSchema.parse(preset);

    expect(style.length).toBeGreaterThanOrEqual(20);
    expect(style.length).toBeLessThanOrEqual(200);
    const refusing = models.filter(({ style: rule }) => rule.need !== 'none' && !fitsLength(style, rule));
    expect(refusing).toEqual([]);
  });
});
