import type { Formats } from './format.ts';

/** A file of another language than English: texts of English's file of that name, all or some. */
export type Translation<English extends (format: Formats) => object> = (
  format: Formats,
) => Partial<ReturnType<English>>;
