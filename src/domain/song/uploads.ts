import type { Draft } from '../draft.ts';
import type { Job, Reference } from '../job.ts';

/** What somebody has made, or begins to make, of what another member put into Discord. */
export interface UploadUse {
  /** Of the job or draft. */
  id: string;
  guildId: string;
  /** What the file was called. */
  name: string;
}

const PARTS = ['reference', 'voice', 'instrumental'] as const;

/** The files of a member that a job is made from. */
export function uploadsIn(job: Job, posterId: string): UploadUse[] {
  return PARTS.flatMap((part) => {
    const file = job[part];
    return file?.posterId === posterId ? [{ id: job.id, guildId: job.guildId, name: file.name }] : [];
  });
}

/** The job without what a member's files were called and where they were; whose they are, and what they sound like, stays. */
export function withoutUploadNames(job: Job, posterId: string): Job {
  const files = PARTS.map((part) => [part, job[part]?.posterId === posterId ? unnamed(job[part]) : job[part]]);
  return { ...job, ...Object.fromEntries(files) };
}

/** The files of a member that a draft begins with. */
export function uploadsInDraft(draft: Draft, posterId: string): UploadUse[] {
  const { song, voice, instrumental, songs } = draft;
  const names = [song, voice, instrumental, ...songs].flatMap((file) =>
    file && posterOf(file) === posterId ? [file.kind === 'kept' ? file.reference.name : file.name] : [],
  );
  return [...new Set(names)].map((name) => ({ id: draft.id, guildId: draft.guildId, name }));
}

/** The draft without a member's file names. What was not fetched yet is taken out of it: its address bears its name. */
export function draftWithoutUploadNames(draft: Draft, posterId: string): Draft {
  const change = (file: Draft['song']): Draft['song'] => {
    if (!file || posterOf(file) !== posterId) return file;
    if (file.kind !== 'kept') return null;
    const part = file.part && { ...file.part, reference: unnamed(file.part.reference) };
    return { ...file, reference: unnamed(file.reference), ...(part && { part }) };
  };
  return {
    ...draft,
    song: change(draft.song),
    voice: change(draft.voice),
    instrumental: change(draft.instrumental),
    songs: draft.songs.map(change).filter((file) => file !== null),
  };
}

function posterOf(file: NonNullable<Draft['song']>): string | null {
  return file.kind === 'kept' ? file.reference.posterId : file.posterId;
}

/** The ending says what kind of file it is, and stays. */
function unnamed<File extends Reference>(file: File): File {
  const [ending = ''] = /\.[a-z0-9]{1,5}$/i.exec(file.name) ?? [];
  return { ...file, name: `song${ending.toLowerCase()}`, link: null };
}
