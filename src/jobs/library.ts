import type { Cover, HistoryEntry, Vote } from '../domain/cover.ts';

/** Posted covers, the votes for them, and what was asked for before. */
export interface Library {
  /** Undefined where it was never posted, or was removed. */
  cover(id: string): Promise<Cover | undefined>;
  /** The cover of a server whose message has this id. */
  coverWithMessage(guildId: string, messageId: string): Promise<Cover | undefined>;
  /** Gives a member's vote for a cover, or takes it back; undefined where there is no such cover. */
  vote(coverId: string, memberId: string): Promise<Vote | undefined>;
  /** What was made before; newest first unless the query says otherwise. */
  history(query: HistoryQuery): Promise<HistoryPage>;
  /**
   * The cover's message is gone: it has no votes and no place in any list from now on. Its job's record stays, but no longer
   * holds its files: named are the hashes that no other job holds.
   */
  removeCover(id: string): Promise<{ unusedFiles: string[] }>;
}

export type HistoryQuery =
  /** A member's own, in one server, in whatever state; `olderThan` and `newerThan` are ids of jobs. */
  | { kind: 'member'; guildId: string; memberId: string; olderThan?: string; newerThan?: string; limit: number }
  /** What waits or runs in a server, of one member or of all, in order of acceptance. */
  | { kind: 'unfinished'; guildId: string; memberId?: string; limit: number }
  /** Posted covers of a server; `text` must stand in the name of the song or in the style, whatever its case. */
  | { kind: 'posted'; guildId: string; text?: string; limit: number }
  /** Covers of a server posted since a time, those with the most votes first; without a vote they are not in it. */
  | { kind: 'top'; guildId: string; since: number; limit: number }
  /** Posted covers of a server that go back to one reference, or to the first take of new music, oldest first. */
  | { kind: 'lineage'; guildId: string; rootHash: string; limit: number }
  /** Posted covers, in all servers, that go back to what a member put into Discord. */
  | { kind: 'poster'; posterId: string; limit: number };

export interface HistoryPage {
  entries: HistoryEntry[];
  /** There are more beyond the last one; with `newerThan`, beyond the first one. */
  hasMore: boolean;
}
