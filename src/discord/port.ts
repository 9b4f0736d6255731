import type { Job } from '../domain/job.ts';
import type { MemberText } from '../errors.ts';
import type { Place } from '../jobs/port.ts';

/** What the covers need of Discord, in domain words. */
export interface Discord {
  /**
   * Posts the one public message of a job, once: the same job again within two minutes is the same message.
   * `mayStillSend` is asked at the very last moment, after files were read and other uploads waited for; when it says no,
   * nothing is sent. Throws `DiscordError`.
   */
  post(
    job: Job,
    takes: readonly PostedTake[],
    mayStillSend: () => boolean,
    signal: AbortSignal,
  ): Promise<{ messageId: string }>;
  /** Our message for this job among those posted in its channel after a time; undefined when there is none. */
  findPost(job: Job, after: number, signal: AbortSignal): Promise<{ messageId: string } | undefined>;
  /** Shows how a job is getting on in its requester's private message. False when that message can no longer be edited. */
  showProgress(job: Job, view: ProgressView, signal: AbortSignal): Promise<boolean>;
  /** One public line to the requester, in the channel, else as a direct message. False when neither is possible. */
  tell(job: Job, signal: AbortSignal): Promise<boolean>;
  /** Whether the bot may post the cover there and the requester may see it; asked fresh, before money is spent. */
  checkTarget(job: Job, signal: AbortSignal): Promise<TargetCheck>;
  /** The most that one attachment in a channel of this guild may have, in bytes. */
  uploadLimit(guildId: string, signal: AbortSignal): Promise<number>;
}

/** A take on its way into a message: as a file, or as a link where it is too large. */
export type PostedTake =
  | { kind: 'file'; path: string; name: string; sizeBytes: number }
  | { kind: 'link'; url: string; expiresAt: number | null };

/** What only the present moment knows about a job. */
export interface ProgressView {
  place: Place | undefined;
  /** When it is likely to start, and to be done; milliseconds since the epoch. */
  expectedStartAt: number | undefined;
  expectedEndAt: number | undefined;
}

export type TargetCheck = { kind: 'ok' } | { kind: 'refused'; text: MemberText } | { kind: 'gone'; text: MemberText };
