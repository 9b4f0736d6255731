import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';

export interface StoredFile {
  data: Uint8Array;
  contentType: string;
}

/** Files in memory behind links that die, within a bound of bytes: the oldest file goes first. */
export interface ExpiringFiles {
  readonly heldBytes: number;
  keep(file: StoredFile): string;
  read(id: string): StoredFile | undefined;
  remove(id: string): void;
  /** Makes a path lead to a file until a time; null means as long as the file is held. */
  link(path: string, id: string, expiresAt: number | null): void;
  /** What a path leads to now; `unknown` also when its file had to make room. */
  open(path: string): { kind: 'file'; file: StoredFile } | { kind: 'expired' } | { kind: 'unknown' };
}

export interface ExpiringFilesOptions {
  clock: Clock;
  maximumBytes: number;
}

export function createExpiringFiles({ clock, maximumBytes }: ExpiringFilesOptions): ExpiringFiles {
  const files = new Map<string, StoredFile>();
  const links = new Map<string, { id: string; expiresAt: number | null }>();
  let heldBytes = 0;

  const remove = (id: string) => {
    heldBytes -= files.get(id)?.data.length ?? 0;
    files.delete(id);
    for (const [path, link] of links) if (link.id === id) links.delete(path);
  };

  return {
    get heldBytes() {
      return heldBytes;
    },
    keep(file) {
      const id = randomUUID();
      files.set(id, file);
      heldBytes += file.data.length;
      for (const oldest of files.keys()) {
        if (heldBytes <= maximumBytes) break;
        remove(oldest);
      }
      return id;
    },
    read: (id) => files.get(id),
    remove,
    link(path, id, expiresAt) {
      if (files.has(id)) links.set(path, { id, expiresAt });
    },
    open(path) {
      const link = links.get(path);
      const file = link && files.get(link.id);
      if (!link || !file) return { kind: 'unknown' };
      if (link.expiresAt !== null && clock.now() >= link.expiresAt) return { kind: 'expired' };
      return { kind: 'file', file };
    },
  };
}
