import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from './rule.ts';

/** Takes a rule out of the sources in a folder; returns what puts it back. */
export function breakRule(folder: string, { file, from, to }: Rule): () => void {
  const path = join(folder, file);
  const whole = readFileSync(path, 'utf8');
  // A function, since a text would have its dollar signs read as something else.
  writeFileSync(
    path,
    whole.replace(from, () => to),
  );
  return () => writeFileSync(path, whole);
}
