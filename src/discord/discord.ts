import type { Clock } from '../clock.ts';
import { createKeyedMutex } from '../lib/mutex.ts';
import type { DiscordIdentity } from './client.ts';
import { coverChannelIn, faultOfChannel } from './permissions/channel-in.ts';
import { checkChannel } from './permissions/check-channel.ts';
import { checkTarget } from './permissions/check-target.ts';
import { guildNames, isInGuild, leaveGuild, ownGuilds } from './permissions/own-guilds.ts';
import { isForum } from './permissions/permissions.ts';
import { createTargetFacts } from './permissions/target-facts.ts';
import { isLessOpen, visibleTo } from './permissions/visible-to.ts';
import type { Discord, OperatorAddress } from './port.ts';
import { askApproval } from './posting/ask-approval.ts';
import { deletePost } from './posting/delete-post.ts';
import { findForumPost } from './posting/find-forum-post.ts';
import { findPost } from './posting/find-post.ts';
import { findGreeting, greetingChannelIn, postGreeting } from './posting/greeting.ts';
import { handOver } from './posting/hand-over.ts';
import { editHowTo, findHowTo, pinHowTo, postHowTo } from './posting/how-to.ts';
import { createIsThere } from './posting/is-there.ts';
import { openThread } from './posting/open-thread.ts';
import { postCover } from './posting/post-cover.ts';
import { sendAction } from './posting/send-action.ts';
import { sendOperatorNotice } from './posting/send-operator-notice.ts';
import { sendReport } from './posting/send-report.ts';
import { sendSettings } from './posting/send-settings.ts';
import { sendWarning } from './posting/send-warning.ts';
import { showProgress } from './posting/show-progress.ts';
import { tagsOf } from './posting/tags-of.ts';
import { tellRequester } from './posting/tell-requester.ts';
import { uploadLimit } from './posting/upload-limit.ts';
import type { Attachments } from './rest/attachments.ts';
import type { DiscordRest } from './rest/rest.ts';
import { howToHash } from './views/how-to-view.ts';

export interface DiscordOptions {
  rest: DiscordRest;
  /** Asked for at each use, since the bot knows who it is only once it is online. */
  identity(): DiscordIdentity;
  /**
   * How many bytes of files are read for uploads at once, together with those of answers. The library copies what it sends,
   * so expect about twice as much memory.
   */
  attachments: Attachments;
  /** Default: nobody is told anything. */
  operator?: OperatorAddress;
  clock: Clock;
}

const NOBODY: OperatorAddress = { channelId: null, memberIds: [], locale: 'en-US' };

/**
 * What the covers do at Discord, by its REST API. Of these calls only posts and new threads are never sent twice by
 * themselves; all others are repeated once where Discord failed. An abort of the caller's signal passes through as it is.
 */
export function createDiscord({ rest, identity, attachments, operator = NOBODY, clock }: DiscordOptions): Discord {
  const inTurn = createKeyedMutex();
  const facts = createTargetFacts({ rest, clock });
  const isThere = createIsThere({ rest, clock });
  const howToOptions = { rest, facts, identity, clock };
  return {
    post: (job, posting, mayStillSend, signal) =>
      postCover({ rest, attachments, inTurn, facts }, job, posting, mayStillSend, signal),
    findPost: (job, after, signal) =>
      (job.delivery?.isForumPost ? findForumPost : findPost)({ rest, identity }, job, after, signal),
    showProgress: (job, view, signal) => showProgress(rest, job, view, signal),
    handOver: (job, takes, signal) => handOver({ rest, attachments }, job, takes, signal),
    tell: (job, takes, signal) => tellRequester({ rest, identity, attachments }, job, takes, signal),
    checkTarget: (job, freshness, signal) => checkTarget({ facts, identity, clock }, job, freshness, signal),
    visibleTo: (viewer, channelIds, signal) => visibleTo({ facts, clock }, viewer, channelIds, signal),
    isLessOpen: (guildId, channels, signal) => isLessOpen({ facts, clock }, guildId, channels, signal),
    isForum: async (channelId, signal) => {
      const known = await facts.channel(channelId, 'cached', signal);
      // What was closed when it was last looked at may be open by now.
      const channel = typeof known === 'string' ? await facts.channel(channelId, 'fresh', signal) : known;
      return typeof channel !== 'string' && isForum(channel.type);
    },
    coverChannelIn: (guildId, channelIds, signal) => coverChannelIn(facts, guildId, channelIds, signal),
    validateChannel: (channelId, use, signal) => faultOfChannel({ facts, identity, clock }, channelId, use, signal),
    openThread: (job, ownership, signal) => openThread({ rest, facts, identity, inTurn }, job, ownership, signal),
    deletePost: (post, signal) => deletePost(rest, post, signal),
    isThere: (post, signal) => isThere(post, signal),
    warn: (warning, signal) => sendWarning({ rest, attachments, facts }, warning, signal),
    askApproval: (asked, signal) => askApproval({ rest, attachments, facts }, asked, signal),
    tellAction: (told, signal) => sendAction({ rest, attachments, facts }, told, signal),
    tellSettings: (told, signal) => sendSettings({ rest, attachments, facts }, told, signal),
    presentIn: async (guildId, signal) => {
      const [channelIds, guild] = await Promise.all([
        facts.channelIdsOf(guildId, 'fresh', signal),
        facts.guild(guildId, 'fresh', signal),
      ]);
      const roles = typeof guild === 'string' ? [] : guild.roles;
      return { channelIds, roleIds: new Set(roles.map(({ id }) => id)) };
    },
    howToHash,
    postHowTo: (howTo, signal) => postHowTo(howToOptions, howTo, signal),
    findHowTo: (where, signal) => findHowTo(howToOptions, where, signal),
    editHowTo: (message, channelId, howTo, signal) => editHowTo({ rest }, message, channelId, howTo, signal),
    pinHowTo: (guildId, message, signal) => pinHowTo(howToOptions, guildId, message, signal),
    greetingChannelIn: (guildId, signal) => greetingChannelIn(howToOptions, guildId, signal),
    postGreeting: (greeting, signal) => postGreeting(howToOptions, greeting, signal),
    findGreeting: (greeting, signal) => findGreeting(howToOptions, greeting, signal),
    checkChannel: (channelId, use, signal) => checkChannel({ facts, identity, clock }, channelId, use, signal),
    report: (report, signal) => sendReport({ rest, attachments, facts }, report, signal),
    ownGuilds: (signal) => ownGuilds(rest, signal),
    guildNames: (signal) => guildNames(rest, signal),
    leaveGuild: (guildId, signal) => leaveGuild(rest, guildId, signal),
    tellOperator: (told, signal) => sendOperatorNotice({ rest, attachments, operator }, told, signal),
    isInGuild: (guildId, signal) => isInGuild(rest, guildId, signal),
    tagsOf: (job, takeIndex, signal) => tagsOf(facts, job, takeIndex, signal),
    uploadLimit: (guildId, signal) => uploadLimit(facts, guildId, signal),
  };
}
