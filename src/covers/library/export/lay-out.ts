import type { Cover, HistoryEntry } from '../../../domain/cover.ts';
import { madeAt, safeFileName } from '../../../domain/delivery/export-folders.ts';
import type { PackedFolder } from '../../../domain/delivery/pack-parts.ts';
import type { ArchiveEntry, Files } from '../../../store/port.ts';
import type { CoverHistory, Reader } from '../history.ts';
import type { HandedFile, Originals } from '../originals.ts';

/** A cover as it is packed. */
export interface ExportedCover extends HistoryEntry {
  folder: string;
  /** Its takes as far as they are still kept, under the names that they have in the folder. */
  takes: readonly HandedFile[];
  /** What it was made from, where that is posted and its requester sees it. */
  parent: Cover | undefined;
}

/** What is written down about covers, in their requester's language. */
export interface ExportWords {
  /** The files that lie beside a cover's sound. */
  about(cover: ExportedCover): readonly { name: string; text: string }[];
  /** A cover's line in the index of its part. */
  line(cover: ExportedCover): string;
  /** The index at the top of a part; no longer than its lines and some four thousand characters. */
  index(lines: readonly string[], part: { number: number; count: number }): { name: string; text: string };
}

export interface LaidOut extends PackedFolder<LaidOutFile> {
  cover: ExportedCover;
  line: string;
}

export interface LaidOutFile extends ArchiveEntry {
  sizeBytes: number;
  /** Undefined for what is no take. */
  take: HandedFile | undefined;
}

export interface LayOutDeps {
  files: Pick<Files, 'has'>;
  originals: Pick<Originals, 'takes'>;
  history: Pick<CoverHistory, 'find'>;
}

const PICTURE = 'picture.png';

/** The folder of a cover, whose takes have at most so many bytes each where they can be had so. */
export async function layOut(
  { files, originals, history }: LayOutDeps,
  entry: HistoryEntry,
  { folder, reader, words, maximumBytes }: { folder: string; reader: Reader; words: ExportWords; maximumBytes: number },
): Promise<LaidOut> {
  const { job } = entry;
  const takes = (await originals.takes(job, maximumBytes)).map((take) => ({ ...take, name: safeFileName(take.name) }));
  const parent = job.lineage ? (await history.find(reader, job.lineage.parent.id))?.cover : undefined;
  const cover: ExportedCover = { ...entry, folder, takes, parent };
  const at = madeAt(entry);
  const picture = job.waveform && (await files.has(job.waveform.hash)) ? [job.waveform] : [];
  const line = words.line(cover);
  const kept = (name: string, { hash, sizeBytes }: { hash: string; sizeBytes: number }, take?: HandedFile) => ({
    name: `${folder}/${name}`,
    at,
    content: { hash, sizeBytes },
    sizeBytes,
    take,
  });
  return {
    cover,
    line,
    lineBytes: Buffer.byteLength(line) + 1,
    entries: [
      ...words.about(cover).map(({ name, text }) => ({
        name: `${folder}/${name}`,
        at,
        content: { text },
        sizeBytes: Buffer.byteLength(text),
        take: undefined,
      })),
      ...picture.map((file) => kept(PICTURE, file)),
      ...takes.map((take) => kept(take.name, take, take)),
    ],
  };
}
