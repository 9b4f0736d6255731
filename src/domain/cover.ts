import type { Job } from './job.ts';

/** The lasting thing once posted. */
export interface Cover {
  id: string;
  guildId: string;
  channelId: string;
  messageId: string;
  requesterId: string;
  postedAt: number;
  votes: number;
}

/** How many have voted for a cover, and whether the member is now among them. */
export interface Vote {
  count: number;
  isGiven: boolean;
}

/** A job as it is listed to members. */
export interface HistoryEntry {
  job: Job;
  /** Undefined where it was not posted, or was removed. */
  cover: Cover | undefined;
}
