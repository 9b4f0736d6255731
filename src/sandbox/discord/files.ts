import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';

/** Signs links; a stand-in has nothing to protect. */
const LINK_SECRET = 'sandbox';

export interface FileRecord {
  id: string;
  /** As Discord shows it in the link: ASCII without spaces. */
  filename: string;
  /** The name that the sender gave, where the file name had to lose something of it. */
  title: string | undefined;
  description: string | undefined;
  contentType: string;
  data: Uint8Array;
  ephemeral: boolean;
  createdAt: number;
  /** Where it is served, below the origin and without signature. */
  path: string;
  voice: { durationSeconds: number; waveform: string } | undefined;
}

export interface NewFile {
  id: string;
  name: string;
  data: Uint8Array;
  contentType: string | undefined;
  /** The channel's id, or the application's for what only one interaction can see. */
  folder: string;
  ephemeral: boolean;
  title?: string | undefined;
  description?: string | undefined;
  voice?: FileRecord['voice'];
}

/** Holds the bytes behind attachments and signs their links. */
export interface FileStore {
  add(file: NewFile): FileRecord;
  /** A link that dies `linkMs` after now. */
  link(file: FileRecord): string;
  /** The file behind a path with its signature; undefined when either is not good any more. */
  open(path: string, signature: { ex?: string; is?: string; hm?: string }): FileRecord | undefined;
  remove(files: readonly FileRecord[]): void;
}

interface FileStoreOptions {
  clock: Clock;
  origin: () => string;
  /** Read whenever they count, as they may be changed at any time. */
  settings: { readonly ephemeralFileMs: number; readonly linkMs: number };
}

export function createFileStore({ clock, origin, settings }: FileStoreOptions): FileStore {
  const files = new Map<string, FileRecord>();
  const isGone = (file: FileRecord) => file.ephemeral && clock.now() >= file.createdAt + settings.ephemeralFileMs;

  return {
    add({ name, folder, contentType, ...rest }) {
      for (const [path, file] of files) if (isGone(file)) files.delete(path);
      const filename = safeName(name);
      const root = rest.ephemeral ? 'ephemeral-attachments' : 'attachments';
      const file: FileRecord = {
        ...rest,
        filename,
        title: rest.title ?? (isAscii(name) ? undefined : withoutExtension(name)),
        description: rest.description,
        contentType: typeOf(filename, contentType),
        createdAt: clock.now(),
        path: `/${root}/${folder}/${rest.id}/${filename}`,
        voice: rest.voice,
      };
      files.set(file.path, file);
      return file;
    },
    link(file) {
      const is = hexSeconds(clock.now());
      const ex = hexSeconds(clock.now() + settings.linkMs);
      return `${origin()}${file.path}?ex=${ex}&is=${is}&hm=${sign(file.path, ex, is)}&`;
    },
    open(path, { ex = '', is = '', hm = '' }) {
      const file = files.get(path);
      const expected = Buffer.from(sign(path, ex, is));
      const given = Buffer.from(hm);
      const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
      const isAlive = clock.now() < Number.parseInt(ex, 16) * 1000;
      return file && isSigned && isAlive && !isGone(file) ? file : undefined;
    },
    remove(removed) {
      for (const file of removed) files.delete(file.path);
    },
  };
}

function sign(path: string, ex: string, is: string): string {
  return createHmac('sha256', LINK_SECRET).update(`${path}|${ex}|${is}`).digest('hex');
}

function hexSeconds(timeMs: number): string {
  return Math.floor(timeMs / 1000).toString(16);
}

/** Discord keeps ASCII letters, digits, dots, dashes and underscores; spaces become underscores. */
export function safeName(name: string): string {
  const kept = name.replaceAll(' ', '_').replace(/[^\w.-]/g, '');
  return /[A-Za-z0-9]/.test(withoutExtension(kept)) ? kept : `unknown${kept.slice(withoutExtension(kept).length)}`;
}

function withoutExtension(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

function isAscii(name: string): boolean {
  return /^[\x20-\x7e]*$/.test(name);
}

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/x-wav',
  flac: 'audio/x-flac',
  ogg: 'audio/ogg',
  opus: 'audio/opus',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  mp4: 'video/mp4',
  png: 'image/png',
  jpg: 'image/jpeg',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Discord goes by the name first, as far as is known. */
function typeOf(filename: string, given: string | undefined): string {
  const extension = filename.split('.').at(-1)?.toLowerCase() ?? '';
  return TYPES[extension] ?? (given || 'application/octet-stream');
}
