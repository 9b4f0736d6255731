import { type Finding, fail, ok, warn } from '../finding.ts';

/** Below it the next cover may not fit: songs of up to 100 MB, what is made of them, and the database's log. */
const LEAST_BYTES = 300_000_000;
/** A day of a busy bot. */
const LITTLE_BYTES = 2_000_000_000;

/** As `fs.statfs` tells it. */
export interface FileSystemRoom {
  bavail: number;
  bsize: number;
}

/** How much room there is where the data is, of which songs and covers may take `filesMaximumBytes`. */
export function checkDisk(room: FileSystemRoom, filesMaximumBytes: number): Finding {
  const free = room.bavail * room.bsize;
  const detail = `${gigabytes(free)} free`;
  if (free < LEAST_BYTES)
    return fail('disk', detail, 'free some space where DATA_DIR is; until then covers are refused');
  if (free < LITTLE_BYTES && free < filesMaximumBytes) {
    return warn(
      'disk',
      detail,
      `songs and covers may take ${gigabytes(filesMaximumBytes)}: free some space, or lower FILES_MAX_GB`,
    );
  }
  return ok('disk', detail);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
