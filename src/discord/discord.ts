import type { Clock } from '../clock.ts';
import type { ByteBudget } from './byte-budget.ts';
import { channelIn, faultOfChannel } from './channel-in.ts';
import { checkTarget } from './check-target.ts';
import type { DiscordIdentity } from './client.ts';
import { deletePost } from './delete-post.ts';
import { findPost } from './find-post.ts';
import { createInTurn } from './in-turn.ts';
import { createIsThere } from './is-there.ts';
import { openThread } from './open-thread.ts';
import { isInGuild, ownGuilds } from './own-guilds.ts';
import type { Discord } from './port.ts';
import { postCover } from './post-cover.ts';
import type { DiscordRest } from './rest.ts';
import { sendReport } from './send-report.ts';
import { showProgress } from './show-progress.ts';
import { createTargetFacts } from './target-facts.ts';
import { tellRequester } from './tell-requester.ts';
import { uploadLimit } from './upload-limit.ts';
import { isLessOpen, visibleTo } from './visible-to.ts';

export interface DiscordOptions {
  rest: DiscordRest;
  /** Asked for at each use, since the bot knows who it is only once it is online. */
  identity(): DiscordIdentity;
  /**
   * How many bytes of files are read for uploads at once, together with those of answers. The library copies what it sends,
   * so expect about twice as much memory.
   */
  budget: ByteBudget;
  clock: Clock;
}

/**
 * What the covers do at Discord, by its REST API. Of these calls only posts and new threads are never sent twice by
 * themselves; all others are repeated once where Discord failed. An abort of the caller's signal passes through as it is.
 */
export function createDiscord({ rest, identity, budget, clock }: DiscordOptions): Discord {
  const inTurn = createInTurn();
  const facts = createTargetFacts({ rest, clock });
  const isThere = createIsThere({ rest, clock });
  return {
    post: (job, posting, mayStillSend, signal) =>
      postCover({ rest, budget, inTurn }, job, posting, mayStillSend, signal),
    findPost: (job, after, signal) => findPost({ rest, identity }, job, after, signal),
    showProgress: (job, view, signal) => showProgress({ rest, budget }, job, view, signal),
    tell: (job, takes, signal) => tellRequester({ rest, identity, budget }, job, takes, signal),
    checkTarget: (job, freshness, signal) => checkTarget({ facts, identity, clock }, job, freshness, signal),
    visibleTo: (viewer, channelIds, signal) => visibleTo({ facts, clock }, viewer, channelIds, signal),
    isLessOpen: (guildId, channels, signal) => isLessOpen({ facts, clock }, guildId, channels, signal),
    channelIn: (guildId, channelIds, signal) => channelIn(facts, guildId, channelIds, signal),
    faultOfChannel: (channelId, signal) => faultOfChannel(facts, channelId, signal),
    openThread: (job, ownership, signal) => openThread({ rest, facts, identity, inTurn }, job, ownership, signal),
    deletePost: (post, signal) => deletePost(rest, post, signal),
    isThere: (post, signal) => isThere(post, signal),
    report: (report, signal) => sendReport({ rest, budget, facts }, report, signal),
    ownGuilds: (signal) => ownGuilds(rest, signal),
    isInGuild: (guildId, signal) => isInGuild(rest, guildId, signal),
    uploadLimit: (guildId, signal) => uploadLimit(facts, guildId, signal),
  };
}
