import type { Clock } from '../../../clock.ts';
import type { HistoryEntry } from '../../../domain/cover.ts';
import { exportFolders } from '../../../domain/delivery/export-folders.ts';
import { type Packing, type PartOfFolder, packParts } from '../../../domain/delivery/pack-parts.ts';
import { DiscordError, UserError } from '../../../errors.ts';
import type { Archives } from '../../../store/port.ts';
import type { Reader } from '../history.ts';
import type { HandedFile } from '../originals.ts';
import { type CollectDeps, collectCovers, isStillTheirs } from './collect.ts';
import { type ExportWords, type LaidOut, type LaidOutFile, type LayOutDeps, layOut } from './lay-out.ts';

/** What a member takes home of their own covers in a server. */
export interface CoverExport {
  /**
   * Packs covers into zip files of at most so many bytes and sends one after the other, each whole in itself; only one of them
   * is on the disk at a time. One export at a time for each member, and few for all: others get a `UserError`. What `send` throws
   * ends it, except that a part is too large for Discord after all.
   */
  run(wish: ExportWish, words: ExportWords, send: (part: ExportPart) => Promise<void>): Promise<ExportResult>;
  /** Ends what is under way and takes no more. */
  close(): void;
}

export interface ExportWish {
  reader: Reader;
  /** In milliseconds since the epoch; 0 for all. */
  since: number;
  /** Goes on behind this job of theirs. */
  olderThan: string | null;
  maximumBytes: number;
  /** No part is begun after this moment. */
  until: number;
}

export interface ExportPart {
  path: string;
  sizeBytes: number;
  number: number;
  /** How many there will be. */
  count: number;
}

export interface ExportResult {
  /** Covers that were sent. */
  covers: number;
  parts: number;
  /** Covers that were left out for the sake of those whose songs they are. */
  forbidden: number;
  /** Takes that are larger than a message takes. */
  tooLarge: HandedFile[];
  /** Where to go on, where there is more than was sent. */
  olderThan: string | null;
}

export interface CoverExportDeps extends CollectDeps, LayOutDeps {
  history: CollectDeps['history'] & LayOutDeps['history'];
  archives: Archives;
  clock: Clock;
}

/** Each is a zip on the disk, and a part of the memory for attachments. */
const EXPORTS_AT_ONCE = 2;
/** Messages to one member in a row. */
const PARTS_MAXIMUM = 10;
/** What is around a take in a part of its own: words, picture's name, index. */
const AROUND_BYTES = 32_768;
/** A part that Discord finds too large is made anew with half as much, down to this. */
const SMALLEST_PART_BYTES = 4_000_000;

type Parts = Packing<LaidOut, LaidOutFile>['parts'];

/** What is still to be sent. */
interface Plan {
  parts: Parts;
  /** The most that one of them has. */
  partBytes: number;
}

export function createCoverExport(deps: CoverExportDeps): CoverExport {
  const { archives, clock } = deps;
  const underWay = new Set<string>();
  const closing = new AbortController();

  const isTheirs = async ({ folder }: PartOfFolder<LaidOut, LaidOutFile>) => isStillTheirs(deps, folder.cover.job);

  /** Sends what is still theirs of a part, and says what that was. */
  const sendPart = async (
    part: Parts[number],
    { number, count }: { number: number; count: number },
    words: ExportWords,
    send: (part: ExportPart) => Promise<void>,
  ): Promise<Parts[number]> => {
    const theirs: Parts[number] = [];
    for (const one of part) if (await isTheirs(one)) theirs.push(one);
    if (theirs.length === 0) return [];
    const index = words.index(
      theirs.map(({ folder }) => folder.line),
      { number, count },
    );
    const top = { name: index.name, at: clock.now(), content: { text: index.text } };
    const archive = await archives.pack([top, ...theirs.flatMap(({ entries }) => entries)], closing.signal);
    try {
      await send({ path: archive.path, sizeBytes: archive.sizeBytes, number, count });
      return theirs;
    } finally {
      await archive.discard();
    }
  };

  const run: CoverExport['run'] = async (wish, words, send) => {
    const { reader, maximumBytes, until } = wish;
    const collected = await collectCovers(deps, reader, wish);
    const folders = exportFolders(collected.entries);
    const covers = collected.entries.map((entry, index) => ({ entry, folder: folders[index] ?? '' }));
    const sent = new Set<string>();
    const tooLarge = new Map<string, HandedFile>();
    let last = wish.olderThan;
    let number = 0;

    const planFrom = async (first: number, partBytes: number): Promise<Plan> => {
      const laidOut: LaidOut[] = [];
      for (const { entry, folder } of covers.slice(first)) {
        const takeBytes = partBytes - AROUND_BYTES;
        laidOut.push(await layOut(deps, entry, { folder, reader, words, maximumBytes: takeBytes }));
        await clock.yield();
      }
      const packing = packParts<LaidOutFile, LaidOut>(laidOut, partBytes);
      for (const { entry } of packing.tooLarge) if (entry.take) tooLarge.set(entry.name, entry.take);
      return { parts: packing.parts, partBytes };
    };

    const sendNext = async ({ parts: [part = [], ...rest], partBytes }: Plan): Promise<Plan> => {
      if (closing.signal.aborted) throw closing.signal.reason;
      const count = Math.min(PARTS_MAXIMUM, number + 1 + rest.length);
      try {
        const theirs = await sendPart(part, { number: number + 1, count }, words, send);
        for (const { folder } of theirs) sent.add(folder.cover.job.id);
        if (theirs.length > 0) number += 1;
      } catch (error) {
        if (!isTooLarge(error) || partBytes / 2 < SMALLEST_PART_BYTES) throw error;
        return planFrom(indexOf(covers, part), Math.floor(partBytes / 2));
      }
      last = part.findLast(({ isWhole }) => isWhole)?.folder.cover.job.id ?? last;
      return { parts: rest, partBytes };
    };

    let plan = await planFrom(0, maximumBytes);
    while (plan.parts.length > 0 && number < PARTS_MAXIMUM && clock.now() < until) plan = await sendNext(plan);
    return {
      covers: sent.size,
      parts: number,
      forbidden: collected.forbidden,
      tooLarge: [...tooLarge.values()],
      olderThan: plan.parts.length > 0 ? last : collected.olderThan,
    };
  };

  return {
    async run(wish, words, send) {
      const { id } = wish.reader.member;
      if (closing.signal.aborted) throw new UserError({ key: 'busy.shuttingDown', params: {} });
      if (underWay.has(id)) throw new UserError({ key: 'export.underWay', params: {} });
      if (underWay.size >= EXPORTS_AT_ONCE) throw new UserError({ key: 'export.busy', params: {} });
      underWay.add(id);
      try {
        return await run(wish, words, send);
      } finally {
        underWay.delete(id);
      }
    },
    close: () => closing.abort(new UserError({ key: 'busy.shuttingDown', params: {} })),
  };
}

function indexOf(named: readonly { entry: HistoryEntry }[], [first]: Parts[number]): number {
  return named.findIndex(({ entry }) => entry.job.id === first?.folder.cover.job.id);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof DiscordError && error.code === 'tooLarge';
}
