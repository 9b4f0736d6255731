import type { Clock } from '../../../clock.ts';
import type { ExpiringFiles, StoredFile } from '../shared/expiring-files.ts';
import type { OutputFormat } from './limits.ts';
import type { RunwareSettings } from './settings.ts';
import type { RunwareTask, TaskResult } from './task.ts';

type OrderedTask = Pick<RunwareTask, 'order'>;
type NamedResult = Pick<TaskResult, 'audioUUID' | 'readyAt'>;

/** Results behind links that are shaped like those of Runware's own file host. */
export interface ResultFiles {
  keep(task: OrderedTask, result: NamedResult, data: Uint8Array): { fileId: string; url: string };
  /** Another link to the same result, with a life of its own. */
  relink(task: OrderedTask, result: NamedResult, fileId: string): string;
  read(fileId: string): StoredFile | undefined;
}

export interface ResultFilesOptions {
  clock: Clock;
  files: ExpiringFiles;
  settings: RunwareSettings;
  origin: () => string;
}

/** The changing part of the real paths; counting through them makes every link another one. */
const NODES = ['a01d21', 'a08dlim3', 'a09dlim3', 'a10dlim3'];

const FORMATS: Readonly<Record<OutputFormat, { extension: string; contentType: string }>> = {
  MP3: { extension: 'mp3', contentType: 'audio/mpeg' },
  WAV: { extension: 'wav', contentType: 'audio/wav' },
  FLAC: { extension: 'flac', contentType: 'audio/flac' },
  OGG: { extension: 'ogg', contentType: 'audio/ogg' },
};

export function createResultFiles({ clock, files, settings, origin }: ResultFilesOptions): ResultFiles {
  let linkCount = 0;

  const relink = ({ order }: OrderedTask, { audioUUID, readyAt }: NamedResult, fileId: string): string => {
    const node = NODES[linkCount % NODES.length];
    const shard = 5 + Math.floor(linkCount / NODES.length);
    linkCount += 1;
    const path = `/audio/os/${node}/ws/${shard}/ai/${audioUUID}.${FORMATS[order.outputFormat].extension}`;
    const lifeMs = order.ttlSeconds === null ? settings.linkLifeMs : order.ttlSeconds * 1_000;
    // A life begins when the result can first be seen, however early it was rendered.
    files.link(path, fileId, lifeMs === null ? null : Math.max(readyAt, clock.now()) + lifeMs);
    return origin() + path;
  };

  return {
    keep(task, result, data) {
      const fileId = files.keep({ data, contentType: FORMATS[task.order.outputFormat].contentType });
      return { fileId, url: relink(task, result, fileId) };
    },
    relink,
    read: files.read,
  };
}
