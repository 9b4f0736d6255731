export interface PackedEntry {
  name: string;
  sizeBytes: number;
}

/** What belongs together, and has a line in the index of each part that it is in. */
export interface PackedFolder<Entry extends PackedEntry> {
  entries: readonly Entry[];
  lineBytes: number;
}

/** A folder in one part, with as much of it as is there. */
export interface PartOfFolder<Folder, Entry> {
  folder: Folder;
  entries: readonly Entry[];
  /** Nothing of it is in a later part. */
  isWhole: boolean;
}

export interface Packing<Folder, Entry> {
  parts: PartOfFolder<Folder, Entry>[][];
  /** What fits into no part, even alone. */
  tooLarge: { folder: Folder; entry: Entry }[];
}

/** The index's own words, and the end of the file. */
const PART_BYTES = 8_192;
/** What a zip says of an entry beside its name, which stands there twice, and its bytes. */
const ENTRY_BYTES = 192;

/**
 * Lays folders into zip files of at most so many bytes, in their order: a folder is kept together where it fits into one part,
 * and goes over several where it does not.
 */
export function packParts<Entry extends PackedEntry, Folder extends PackedFolder<Entry>>(
  folders: readonly Folder[],
  maximumBytes: number,
): Packing<Folder, Entry> {
  const parts: PartOfFolder<Folder, Entry>[][] = [];
  const tooLarge: { folder: Folder; entry: Entry }[] = [];
  const roomBytes = maximumBytes - PART_BYTES;
  let leftBytes = 0;

  const put = (folder: Folder, entries: readonly Entry[], isWhole: boolean) => {
    const bytes = sizeOf(folder, entries);
    if (bytes > leftBytes) {
      parts.push([]);
      leftBytes = roomBytes;
    }
    leftBytes -= bytes;
    parts.at(-1)?.push({ folder, entries, isWhole });
  };

  for (const folder of folders) {
    const fitting = folder.entries.filter((entry) => sizeOf(folder, [entry]) <= roomBytes);
    for (const entry of folder.entries) if (!fitting.includes(entry)) tooLarge.push({ folder, entry });
    const groups = groupsWithin(folder, fitting, roomBytes);
    for (const [index, entries] of groups.entries()) put(folder, entries, index === groups.length - 1);
  }
  return { parts, tooLarge };
}

/** All of it where that fits; else from the first one on, as many as fit together. */
function groupsWithin<Entry extends PackedEntry>(
  folder: PackedFolder<Entry>,
  entries: readonly Entry[],
  roomBytes: number,
): Entry[][] {
  const groups: Entry[][] = [[]];
  for (const entry of entries) {
    const last = groups.at(-1) ?? [];
    if (last.length > 0 && sizeOf(folder, [...last, entry]) > roomBytes) groups.push([entry]);
    else last.push(entry);
  }
  return groups;
}

function sizeOf<Entry extends PackedEntry>({ lineBytes }: PackedFolder<Entry>, entries: readonly Entry[]): number {
  return entries.reduce(
    (sum, { name, sizeBytes }) => sum + sizeBytes + 2 * Buffer.byteLength(name) + ENTRY_BYTES,
    lineBytes,
  );
}
