import type { HistoryEntry } from '../cover.ts';
import { coverSlug } from './take-file-name.ts';

const SLUG_MAXIMUM = 60;

/** Names that Windows keeps for itself, whatever ending they have. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * What the folders of covers are called that are packed together, in their order: day, song and style, in ASCII, each once
 * whatever case a file system looks at: `2026-11-20 - paper-lanterns-late-night-jazz`.
 */
export function exportFolders(entries: readonly HistoryEntry[]): string[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const day = new Date(madeAt(entry)).toISOString().slice(0, 10);
    const wanted = `${day} - ${coverSlug(entry.job, SLUG_MAXIMUM)}`;
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted} (${number})`;
    taken.add(name);
    return name;
  });
}

/** When a cover was posted; of one that was not, when it was asked for. */
export function madeAt({ job, cover }: HistoryEntry): number {
  return cover?.postedAt ?? job.acceptedAt;
}

/** The name of a file as every system takes it. */
export function safeFileName(name: string): string {
  const plain = name.replace(/[^\w. -]+/g, '-').replace(/^[. -]+|[. ]+$/g, '');
  if (plain === '') return 'cover';
  return RESERVED.test(plain) ? `cover-${plain}` : plain;
}
