import type { CutFrom, Job, Take } from './job.ts';
import type { GivenAudio as Songs } from './new-job.ts';

/** By what a song is known again: its bytes and, where that could be told, its sound. */
export interface Root {
  hash: string;
  soundHash?: string | null | undefined;
  /** What it is a part of, which counts for the same song. */
  cutFrom?: CutFrom | null | undefined;
}

/** The first reference that a job goes back to; null for what was made from words alone. */
export function rootOf({ lineage, reference, voice, instrumental }: Pick<Job, 'lineage' | keyof Songs>): Root | null {
  if (lineage) {
    return { hash: lineage.rootHash, soundHash: lineage.rootSoundHash, ...withWhole(lineage.rootCutFrom) };
  }
  const song = reference ?? voice ?? instrumental;
  return song && { hash: song.hash, soundHash: song.soundHash, ...withWhole(song.cutFrom) };
}

function withWhole(cutFrom: Root['cutFrom']): Pick<Root, 'cutFrom'> {
  return cutFrom ? { cutFrom } : {};
}

export function rootHashOf(job: Job): string | null {
  return rootOf(job)?.hash ?? null;
}

/** What all covers of a family share: their first reference or, where that is new music, its first take. */
export function familyRootOf(job: Job): Root | null {
  const [take] = job.takes;
  return rootOf(job) ?? (take ? { hash: take.hash, soundHash: take.sound?.hash } : null);
}

export function familyHashOf(job: Job): string | null {
  return familyRootOf(job)?.hash ?? null;
}

/** Each hash by which one of these songs is known again, once; of a part, those of the whole too. */
export function hashesOf(songs: readonly (Root | null)[]): string[] {
  const hashes = songs.flatMap((song) =>
    song ? [song.hash, song.soundHash, song.cutFrom?.hash, song.cutFrom?.soundHash] : [],
  );
  return [...new Set(hashes)].filter((hash) => typeof hash === 'string');
}

/** All that somebody may have saved of a take: as it came, and as it was posted. */
export function filesOfTake({ hash, sound, finished, playable }: Take): Root[] {
  const made = [finished, playable].filter((file) => file !== null && file !== undefined);
  return [{ hash, soundHash: sound?.hash }, ...made];
}

/** Whoever put the first reference into Discord; null where nobody knows. */
export function posterOf({ reference, voice, instrumental }: Job): string | null {
  return (reference ?? voice ?? instrumental)?.posterId ?? null;
}

/** The covers that a job was made from, directly or not, nearest first. */
export function ancestorsOf({ lineage }: Pick<Job, 'lineage'>): string[] {
  return lineage ? [lineage.parent.id, ...lineage.ancestors] : [];
}

/** Who posted what the takes of a job go back to: of new music, its requester. */
export function posterOfTakes(job: Job): string | null {
  return job.kind === 'song' ? job.requester.id : posterOf(job);
}

export interface Branch<Entry> {
  entry: Entry;
  children: Branch<Entry>[];
}

/**
 * Covers below the covers that they were made from, in the order given. Where a parent is not among them, the next one above
 * it takes its place; a cover with none of them is a root.
 */
export function branchesOf<Entry extends { job: Pick<Job, 'id' | 'lineage'> }>(
  entries: readonly Entry[],
): Branch<Entry>[] {
  const branches = new Map(entries.map((entry) => [entry.job.id, { entry, children: [] as Branch<Entry>[] }]));
  const roots: Branch<Entry>[] = [];
  for (const branch of branches.values()) {
    const above = ancestorsOf(branch.entry.job).map((id) => branches.get(id));
    const parent = above.find((found) => found && found !== branch);
    (parent?.children ?? roots).push(branch);
  }
  return roots;
}
