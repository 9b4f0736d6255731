import type { ChargeScopeName, MemberTextKey, MemberTexts, PermissionName } from '../../errors.ts';
import { providerName } from '../../providers/catalog.ts';
import type { Formats } from '../format.ts';

type Sentences = { [Key in MemberTextKey]: (params: MemberTexts[Key]) => string };

/** As Discord calls them where they are given. */
const permissionNames: Record<PermissionName, string> = {
  ViewChannel: 'View Channel',
  Connect: 'Connect',
  SendMessages: 'Send Messages',
  SendMessagesInThreads: 'Send Messages in Threads',
  AttachFiles: 'Attach Files',
  ReadMessageHistory: 'Read Message History',
  CreatePublicThreads: 'Create Public Threads',
  ManageThreads: 'Manage Threads',
};

const takes = { one: 'take', other: 'takes' };
const characters = { one: 'character', other: 'characters' };
const covers = { one: 'cover', other: 'covers' };
const times = { one: 'time', other: 'times' };

/**
 * `satisfies` checks both ways: no key of `errors.ts` may be missing here, and none may be here that is not there.
 * What can be said of a new song as well as of a cover names neither.
 */
export const members = (format: Formats) => {
  const { number, plural, counted, list, money, songLength, megabytes, relativeTime } = format;

  const takesOf = (used: number, whose: string, limit: number) =>
    `${number(used)} of ${whose} ${counted(limit, takes)}`;

  /** What is used up, by whose limit it is. */
  const usedUp: Record<ChargeScopeName, (params: { used: number; limit: number; wanted: number }) => string> = {
    guild: ({ used, limit, wanted }) =>
      `This server has used ${takesOf(used, 'its', limit)}, and this needs ${number(wanted)} more.`,
    member: ({ used, limit, wanted }) =>
      `You have used ${takesOf(used, 'your', limit)} here, and this needs ${number(wanted)} more.`,
    memberTotal: ({ used, limit, wanted }) =>
      `You have used ${takesOf(used, 'your', limit)} in all servers together, and this needs ${number(wanted)} more.`,
    operator: ({ used, limit }) => `I have used ${takesOf(used, 'my', limit)} for all servers together.`,
    memberRefused: ({ limit }) => `${counted(limit, covers)} of yours came to nothing today.`,
    memberHeard: ({ limit }) =>
      `I have listened for lyrics ${counted(limit, times)} for you today, which is all I may. You can type them yourself.`,
    memberWritten: ({ limit }) =>
      `You have had lyrics written ${counted(limit, times)} today, which is all I may. You can write your own.`,
  };

  /** `the permission **Attach Files**`. */
  const permissionsIn = (missing: readonly PermissionName[]) =>
    `the ${plural(missing.length, { one: 'permission', other: 'permissions' })} ${list(missing.map((name) => `**${permissionNames[name]}**`))}`;

  return {
    'guild.notAllowed': () =>
      'Whoever runs this bot has not opened it for this server, so I make nothing here. Please ask them to add it.',
    'guild.left': () => 'I am no longer in the server where it was asked for, so I took it out of the line.',
    'song.missing': () => 'I need a song to cover. Please attach an audio file (MP3, M4A, WAV, OGG, OPUS or FLAC).',
    'song.tooLarge': ({ maximumMegabytes }) =>
      `That file is too large: I can take up to ${megabytes(maximumMegabytes * 1_000_000)}. An MP3 of the same song will be much smaller.`,
    'song.empty': () => 'That file is empty. Please attach the song again.',
    'song.notAudio': () =>
      "I can't find any music in that file. Please attach an audio file (MP3, M4A, WAV, OGG, OPUS or FLAC).",
    'song.damaged': () =>
      "That audio file seems to be damaged, so I can't read it. Please try another copy of the song.",
    'song.cutOff': ({ claimedSeconds, actualSeconds }) =>
      `That file says it is ${songLength(claimedSeconds)} long but stops after ${songLength(actualSeconds)}, ` +
      'so part of it is missing. Please try another copy of the song.',
    'song.tooShort': ({ seconds, minimumSeconds }) =>
      `That song is ${songLength(Math.floor(seconds))} long; I need at least ${songLength(minimumSeconds)}.`,
    'song.tooLong': ({ seconds, maximumSeconds }) =>
      `That song is longer than I can cover (at least ${songLength(Math.ceil(seconds))}; the most is ${songLength(maximumSeconds)}). ` +
      'Please attach a shorter cut of it.',
    'song.linkDead': () => 'Discord no longer has that file. Please attach the song again.',
    'song.downloadFailed': () => "I couldn't download the song from Discord. Please try again in a moment.",
    'song.downloadSlow': () => 'Downloading the song took too long. Please try again in a moment.',
    'song.wrongContainer': ({ containers }) =>
      `This music service takes ${list(containers)} files only. Please attach the song as one of these.`,
    'song.notTaken': () => 'New songs are made from words alone. Please leave the audio file out, or use `/cover`.',
    'song.addressRefused': () =>
      "I can't reach Discord's files from where I run, which only the person who runs me can change. Please let them know.",
    'song.noneInMessage': () => 'There is no audio file in that message. Please choose one that has a song attached.',
    'song.forbidden': () =>
      'Whoever posted this song here does not want others to make covers of it. Please choose another song.',
    'song.blocked': () => 'This song was taken down in this server, so nothing can be made from it here.',
    'rights.missing': () => 'Please tick **I may use this song** first: this server asks for it. Nothing was lost.',
    'style.missing': ({ minimum, maximum }) =>
      `Please say how it should sound, in ${number(minimum)} to ${number(maximum)} characters: for example "slow jazz with a warm female voice".`,
    'style.length': ({ length, minimum, maximum }) =>
      `The style has ${counted(length, characters)}; it needs ${number(minimum)} to ${number(maximum)}.`,
    'lyrics.missing': ({ minimum, maximum }) =>
      `I need the words that are to be sung: lyrics of ${number(minimum)} to ${number(maximum)} characters.`,
    'lyrics.notWritten': ({ provider }) =>
      `${providerName(provider)} couldn't write lyrics just now. Your words are kept; please try again.`,
    'lyrics.triedAlready': () => 'These lyrics are being written already.',
    'lyrics.length': ({ length, minimum, maximum }) =>
      `The lyrics have ${counted(length, characters)}; this music service takes ${number(minimum)} to ${number(maximum)}. ` +
      'I kept every word.',
    'model.none': () =>
      'No music service that this bot uses can do that. Please ask for something else, or tell whoever runs this bot.',
    'takes.tooMany': ({ wanted, maximum }) =>
      `I can make ${counted(maximum, takes)} at once, not ${number(wanted)}. Please ask for fewer.`,
    'seed.range': ({ minimum, maximum }) =>
      `The seed must be a whole number from ${number(minimum)} to ${number(maximum)}.`,
    'quota.count': ({ scope, used, limit, wanted, renewsAt }) =>
      `${usedUp[scope]({ used, limit, wanted })} That renews ${relativeTime(renewsAt)}.`,
    'quota.refused': ({ count, renewsAt }) =>
      `Today ${counted(count, covers)} of yours came to nothing because of the song, the style or the lyrics, ` +
      `and that is as many as I may try. You can ask again ${relativeTime(renewsAt)}.`,
    'quota.money': ({ scope, leftMicros, wantedMicros, renewsAt }) => {
      const renews = `It renews ${relativeTime(renewsAt)}.`;
      // What others have spent elsewhere is nobody's business.
      if (scope === 'operator') return `My budget for all servers together is used up for this month. ${renews}`;
      const left = `This server has ${money(Math.max(0, leftMicros))} of its budget left`;
      return `${left}, and this can cost ${money(wantedMicros)}. ${renews}`;
    },
    'permissions.bot': ({ missing }) =>
      `I can't post music in this channel yet: I need ${permissionsIn(missing)} here. ` +
      'Please ask someone who manages the server, or use another channel.',
    'permissions.botSilenced': ({ missing }) =>
      `I can't post anything in this channel right now: either a moderator has put me in time-out, or I need ${permissionsIn(missing)} here. ` +
      'Please ask someone who manages the server.',
    'permissions.notInThread': () =>
      "I can't see this private thread yet. Mention me in it, so that I'm added to it, and ask again.",
    'permissions.botThere': ({ missing, channelId }) =>
      `I can't post music in <#${channelId}> yet: I need ${permissionsIn(missing)} there. ` +
      'Please ask someone who manages the server.',
    'permissions.hidden': ({ channelId }) =>
      `I can't see <#${channelId}>: I need the permission **View Channel** there or, where it is a private thread, somebody who adds me to it. ` +
      'Please ask someone who manages the server.',
    'permissions.timedOut': ({ until }) =>
      `A moderator has put me in time-out, so I can't post anything here until that ends ${relativeTime(until)}. Please ask again then.`,
    'permissions.member': () => "I can only post in a channel that you can see, and you can't see that one.",
    'target.gone': () => 'The channel that it was meant for is no longer there.',
    'target.wrongKind': ({ channelId }) =>
      `Covers of this server are to go to <#${channelId}>, but nothing can be posted in that kind of channel. ` +
      "Please ask the bot's owner to choose another one.",
    'target.noTag': ({ channelId, tags }) =>
      tags.length === 0
        ? `Each post in <#${channelId}> needs a tag, and there is none yet. Please ask someone who manages the server to add one, and the bot's owner to set it for covers.`
        : `Each post in <#${channelId}> needs a tag, and I don't know which: there are ${list(tags)}. Please ask the bot's owner to set one of them for covers.`,
    'draft.gone': () =>
      'This form has been waiting for too long and I no longer have it. Please start again with the command.',
    'drafts.full': () =>
      "There's no room for another song while so many covers are still being filled in. Finish or discard one of yours, or try again in a little while.",
    'downloads.tooMany': ({ seconds }) =>
      `You've sent me a lot of songs in a row. Give me ${format.seconds(seconds)}, then try again.`,
    'job.gone': () =>
      'I no longer know anything about this one: it is too old, or its data was deleted. `/cover` makes a new start.',
    'job.notYours': () => 'Only the member who asked for it can do that. You can ask for one of your own.',
    'job.tooLateToCancel': () => "It's too late to cancel: it is being posted already, or has come to its end.",
    'job.requeued': () => "The music service couldn't take it just now, so it is back in line. Nothing was lost.",
    'cover.gone': () => 'This cover was removed. `/cover` makes a new one of its song.',
    'cover.notYoursToRemove': () =>
      'Only whoever asked for this cover, whoever posted its song, or someone who may manage messages here can remove it. You can report it instead.',
    'cover.reportedAlready': () => 'You have reported this cover before. Nothing more is needed.',
    'cover.none': () =>
      'I know of no such cover in this server. Please pick one from the list that shows while you type.',
    'file.tooLarge': ({ sizeBytes, maximumBytes }) =>
      `This file has ${megabytes(sizeBytes)}, more than the ${megabytes(maximumBytes)} that I may send here.`,
    'provider.rejectedAudio': ({ provider }) =>
      `${providerName(provider)} couldn't use this recording. Please try another recording of the song.`,
    'provider.songLength': ({ provider }) =>
      `${providerName(provider)} says that this song is too short or too long for it. Please try a cut of half a minute to six minutes.`,
    'provider.noVocals': ({ provider }) =>
      `${providerName(provider)} hears nobody sing in this recording, and needs a voice to follow. Please try a song with singing.`,
    'provider.rejectedContent': ({ provider }) =>
      `${providerName(provider)} declined to make this, because of the song, the style or the lyrics. Changing them may help.`,
    'provider.rejectedRequest': ({ provider }) =>
      `${providerName(provider)} didn't accept this request. Please try again with another style, other lyrics or another song.`,
    'provider.noCredit': ({ provider }) =>
      `The bot's credit at ${providerName(provider)} is used up. Please tell whoever runs this bot, and try again later.`,
    'provider.noAccess': ({ provider }) =>
      `The bot has no access to ${providerName(provider)} at the moment. Please tell whoever runs this bot.`,
    'provider.busy': ({ provider }) =>
      `${providerName(provider)} is very busy right now. Please try again in a few minutes.`,
    'provider.unavailable': ({ provider }) =>
      `I can't reach ${providerName(provider)} at the moment. Please try again in a few minutes.`,
    'provider.failed': ({ provider }) => `${providerName(provider)} couldn't finish it. A new try often works.`,
    'provider.tooSlow': ({ provider, minutes }) =>
      `${providerName(provider)} had not finished after ${format.minutes(minutes)}, so I stopped waiting. A new try often works.`,
    'provider.presumedSpent': ({ provider }) =>
      `I couldn't find out what became of your request at ${providerName(provider)}: no answer came, or none that says whether it was made. ` +
      "It doesn't count against your limit; please try again.",
    'provider.resultLost': ({ provider }) =>
      `${providerName(provider)} made it, but I couldn't fetch it from there any more. A new try often works.`,
    'delivery.kept': () => "It is done, but I couldn't post it in the channel. I kept it for you.",
    'delivery.permission': ({ missing, channelId }) =>
      `It is done, but I can't post it in <#${channelId}>: I need ${permissionsIn(missing)} there. I kept it for you.`,
    'delivery.hidden': ({ channelId }) =>
      `It is done, but I can't see <#${channelId}>: I need the permission **View Channel** there or, where it is a private thread, somebody who adds me to it. I kept it for you.`,
    'delivery.timedOut': ({ channelId, until }) =>
      `It is done, but a moderator has put me in time-out, which ends ${relativeTime(until)}, so I couldn't post it in <#${channelId}>. I kept it for you.`,
    'delivery.closed': ({ channelId }) =>
      `It is done, but Discord doesn't let me post in <#${channelId}>. I kept it for you.`,
    'delivery.unseen': ({ channelId }) =>
      `It is done, but you can't see <#${channelId}> any more, so I didn't post it there. I kept it for you.`,
    'delivery.gone': () => 'It is done, but the channel that it was meant for is no longer there. I kept it for you.',
    'delivery.locked': ({ channelId }) =>
      `It is done, but the thread <#${channelId}> is locked, so I can't post it there. I kept it for you.`,
    'delivery.noTag': ({ channelId }) =>
      `It is done, but each post in <#${channelId}> needs a tag that I may give, and the one for covers isn't there. I kept it for you.`,
    'delivery.archived': ({ channelId }) =>
      `It is done, but the thread <#${channelId}> is archived, so I can't post it there. I kept it for you.`,
    'delivery.autoMod': ({ channelId }) =>
      `It is done, but this server's AutoMod stopped my message in <#${channelId}>, most likely for a word in the style or in the song's name. I kept it for you.`,
    'delivery.refused': ({ channelId }) =>
      `It is done, but Discord didn't take my message in <#${channelId}>. I kept it for you.`,
    'delivery.noAnswer': ({ channelId }) =>
      `It is done, but for a whole day Discord didn't let me post it in <#${channelId}>. I kept it for you.`,
    'delivery.unsure': ({ channelId }) =>
      `It is done, and may be in <#${channelId}> already: the connection broke as I posted it, and I can't look there any more. I kept it for you as well.`,
    'posting.cannotLook': ({ channelId }) =>
      `It may be in <#${channelId}> already, and I can't look there. Please ask someone who manages the server to give me **View Channel** and **Read Message History** there, then press **Post it** again.`,
    'files.full': () => 'My storage is full right now. Please tell whoever runs this bot, and try again later.',
    'files.gone': () => 'The audio for this is no longer kept. Please attach the song again.',
    'files.notKept': () => "The audio of this one is no longer kept, so I can't give it to you any more.",
    'busy.shuttingDown': () => "I'm restarting. Please try again in a minute.",
    'busy.twoBots': () =>
      "I seem to be running twice, so I'm not taking anything new until that's sorted out. Please tell the bot's owner, and try again later.",
    'busy.discord': () => "Discord didn't take my answer just now. Please try again in a moment; nothing was lost.",
    'busy.slow': () => 'That took longer than Discord lets me wait. Please try again in a moment; nothing was lost.',
  } satisfies Sentences;
};
