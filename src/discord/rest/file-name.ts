import { extname } from 'node:path';

const STEM_MAXIMUM = 80;

/** Lower case letters, digits, `_` and `-` only: other characters are lost or refused on the way. */
export function fileName(name: string, index: number): string {
  const extension = extname(name).toLowerCase();
  const stem = stemOf(name)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, STEM_MAXIMUM);
  return `${stem || `file_${index + 1}`}${/^\.[a-z0-9]{1,5}$/.test(extension) ? extension : ''}`;
}

/** A file's name without its extension. */
export function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}
