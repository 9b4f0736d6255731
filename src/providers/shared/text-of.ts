import { z } from 'zod';
import type { TextRule } from '../../domain/models.ts';

/** Counted in code points, as a person counts letters. */
export function textOf({ minimum, maximum }: Pick<TextRule, 'minimum' | 'maximum'>) {
  return z.string().refine((text) => [...text].length >= minimum && [...text].length <= maximum, {
    error: `not ${minimum} to ${maximum} characters`,
  });
}
