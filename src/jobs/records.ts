import type { Cover } from '../domain/cover.ts';
import type { Job } from '../domain/job.ts';
import type { Charge } from '../domain/money/quota.ts';
import type { UploadUse } from '../domain/song/uploads.ts';

/** What is kept of members and servers, and which files it holds; how it is handed out and forgotten. */
export interface Records {
  /** All that is stored about a member here. */
  recordsOf(memberId: string): Promise<MemberRecords>;
  /**
   * Deletes the jobs that a member had accepted before a time and that have ended, with their covers, and the votes that the
   * member had given before it; each job with all that belongs to it in one write, so that it can be gone on with after a
   * crash. Their charges keep counting under a name that is not the member's until their windows end. Jobs that are not at
   * their end are left, and named. `askedBy`: the interaction that asked for it; jobs that earlier ones began go whenever they were
   * accepted.
   */
  forget(memberId: string, before: number, askedBy?: string): Promise<Forgotten>;
  /** Whether a member has asked for all to be deleted since an interaction of theirs began something, a short while ago. */
  isForgotten(memberId: string, beganBy: string): Promise<boolean>;
  /** What others have made of what a member put into Discord, whatever became of it. */
  usesOf(memberId: string): Promise<UploadUse[]>;
  /**
   * What a member's files were called, and where they were, is forgotten in the jobs that others had accepted before a time;
   * that the files are the member's is not.
   */
  forgetUploads(memberId: string, before: number): Promise<void>;
  /** Every server that a job was asked for in. */
  guildIds(): Promise<ReadonlySet<string>>;
  /** The first jobs of a server, in order of acceptance, that have ended and were accepted before a time; and where they were to be posted. */
  endedIn(guildId: string, before: number, limit: number): Promise<{ id: string; channelId: string }[]>;
  /**
   * Deletes those of these jobs that have ended, as `forget` does: each with its cover and the votes for it in one write, and what
   * they have used counts on. Named are the hashes that no job refers to any more.
   */
  forgetEnded(ids: readonly string[]): Promise<{ unusedFiles: string[] }>;
  /**
   * Deletes what a server and its members have used there with no job, as far as the windows have ended. True once nothing is left
   * of the server, jobs included.
   */
  forgetGuild(guildId: string): Promise<boolean>;
  /** Those of the hashes that some job has as its reference or take, whatever became of it. */
  filesInUse(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these hashes, those that a job refers to, each with the most that holds it. */
  holdersOf(hashes: readonly string[]): Promise<ReadonlyMap<string, FileHolder>>;
}

/**
 * What holds a file: a job on its way, a cover that was given to somebody, or a job that ended without one. What a failed job
 * had made is a cover, too: it was paid for.
 */
export type FileHolder = 'unfinished' | 'cover' | 'ended';

export interface MemberRecords {
  jobs: Job[];
  covers: Cover[];
  /** Covers that the member has voted for. */
  votes: { coverId: string; at: number }[];
  charges: (Charge & { jobId: string; state: Job['settled'] })[];
}

export interface Forgotten {
  /** Where their messages still are. */
  covers: Cover[];
  /** Hashes that no job refers to any more. */
  unusedFiles: string[];
  /** Ids of jobs from before that time that are not at their end. */
  unfinished: string[];
}
