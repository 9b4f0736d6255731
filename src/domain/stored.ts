import { z } from 'zod';

/**
 * An object within a stored record. Another release, which works on the same records, may have written more into it: that stays when
 * this one writes the record back. It is missing in the type, since nobody here knows what it means.
 */
export function stored<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape) as unknown as z.ZodObject<Shape>;
}
