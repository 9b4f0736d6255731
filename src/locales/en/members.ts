import { LONGEST_KNOWN_SECONDS, songFormats } from '../../domain/song/song-formats.ts';
import type {
  ChargeScopeName,
  MemberTextKey,
  MemberTexts,
  ModelFeature,
  PermissionName,
  UnreadFormat,
} from '../../errors.ts';
import { providerName } from '../../providers/catalog.ts';
import type { Formats } from '../format.ts';
import { permissions } from './permissions.ts';

type Sentences = { [Key in MemberTextKey]: (params: MemberTexts[Key]) => string };

const permissionNames = permissions();

const saveAs = 'Save the song as MP3 or M4A and try again.';

/** What a file is whose sound is not taken. */
const unread: Record<UnreadFormat, string> = {
  'AC-3': `That's Dolby sound (AC-3), and no music service takes it. ${saveAs}`,
  AIFF: `That's an AIFF file with packed sound, and I can't open those. ${saveAs}`,
  AMR: `That's an AMR recording, and I can't open those. ${saveAs}`,
  AU: `That's an AU file, and I can't open those. ${saveAs}`,
  AVI: `That's an AVI video, and I can't open those. ${saveAs}`,
  CAF: `That's a CAF file, and I can't open those. ${saveAs}`,
  DSD: `That's a DSD file, and I can't open those. ${saveAs}`,
  DTS: `That's DTS sound, and no music service takes it. ${saveAs}`,
  FLV: `That's a Flash video, and I can't open those. ${saveAs}`,
  FilmWithAlac: `That's a QuickTime file with Apple Lossless sound, and I can't take that out. ${saveAs}`,
  MIDI: `That's a MIDI file: notes without any sound. Save the song as MP3 or M4A and try again.`,
  MP2: `That's an MP2 file, and I can't open those. ${saveAs}`,
  MPEG: `That's an MPEG video, and I can't open those. ${saveAs}`,
  Monkey: `That's a Monkey's Audio file (APE), and I can't open those. ${saveAs}`,
  Musepack: `That's a Musepack file, and I can't open those. ${saveAs}`,
  OddFilm: `I can't take the sound out of that video – it's of a kind I don't know. ${saveAs}`,
  OddM4a: `That file's sound is of a kind I don't know. ${saveAs}`,
  OddOgg: `That's an Ogg video, and I can't open those. ${saveAs}`,
  OddWav: `That's a WAV file with packed sound, and I can't open those. ${saveAs}`,
  Protected: `That song is copy-protected, so nobody but its store's own player can open it. Try another copy of it.`,
  RealMedia: `That's a RealMedia file, and I can't open those. ${saveAs}`,
  Speex: `That's a Speex recording, and I can't open those. ${saveAs}`,
  TTA: `That's a TTA file, and I can't open those. ${saveAs}`,
  WMA: `That's a WMA file, and I can't open those. ${saveAs}`,
  WavPack: `That's a WavPack file, and I can't open those. ${saveAs}`,
};

/** What a model may not have, as what a member leaves out. */
const features: Record<ModelFeature, string> = {
  style: 'a style',
  lyrics: 'lyrics of your own',
  parts: 'a voice or an instrumental of its own',
  instrumental: 'the instrumental option',
  writtenLyrics: 'lyrics written for you',
  seed: 'a seed',
};

const takes = { one: 'take', other: 'takes' };
const characters = { one: 'character', other: 'characters' };
const covers = { one: 'cover', other: 'covers' };
/** How many channels or roles a sentence names. */
const MENTIONS_MAXIMUM = 5;

const times = { one: 'time', other: 'times' };

/**
 * `satisfies` checks both ways: no key of `errors.ts` may be missing here, and none may be here that is not there.
 * What can be said of a new song as well as of a cover names neither.
 */
export const members = (format: Formats) => {
  const { number, plural, counted, list, choice, money, songLength, megabytes, relativeTime, dateTime, command } =
    format;

  const fileTypes = choice([...songFormats, 'a video']);

  const takesLeft = (
    whose: string,
    { used, limit, wanted }: { used: number; limit: number; wanted: number },
    span: string,
  ) =>
    `${whose} ${number(Math.max(0, limit - used))} of ${counted(limit, takes)} left ${span}, and this needs ${number(wanted)}.`;

  const allTakes = (limit: number) => plural(limit, { one: 'your take', other: `all ${counted(limit, takes)}` });

  interface Spanned {
    span?: 'day' | 'month';
  }

  const until = ({ span = 'day' }: Spanned) => (span === 'day' ? 'today' : 'this month');

  /** What is used up, by whose limit it is. */
  const usedUp: Record<ChargeScopeName, (params: Spanned & { used: number; limit: number; wanted: number }) => string> =
    {
      guild: ({ span = 'month', ...params }) =>
        params.used < params.limit
          ? takesLeft('This server has', params, until({ span }))
          : `This server has used all its takes for ${until({ span })}.`,
      member: (params) =>
        params.used < params.limit
          ? takesLeft('You have', params, until(params))
          : `You've used ${allTakes(params.limit)} for ${until(params)}.`,
      memberTotal: (params) =>
        params.used < params.limit
          ? takesLeft('You have', params, 'today in all servers together')
          : `You've used ${allTakes(params.limit)} for today, in all servers together.`,
      operator: () => 'This bot has reached its limit for now.',
      memberRefused: ({ limit }) =>
        `You've had ${counted(limit, covers)} today that didn't work, and that's as many as I can try.`,
      memberHeard: ({ limit }) =>
        `I've listened for lyrics ${counted(limit, times)} for you today, and that's all I can do. You can type them yourself.`,
      memberWritten: ({ limit }) =>
        `I've had lyrics written for you ${counted(limit, times)} today, and that's all I can do. You can write your own.`,
    };

  /** What comes again once a limit starts anew. */
  const anew: Record<ChargeScopeName, string> = {
    guild: 'New ones',
    member: 'New ones',
    memberTotal: 'New ones',
    operator: 'New ones',
    memberRefused: 'You can try again',
    memberHeard: 'I can listen again',
    memberWritten: 'I can write again',
  };

  /** Where a limit is nothing. */
  const none: Record<ChargeScopeName, string> = {
    guild: "This server doesn't have any takes. Ask the bot's owner.",
    member: "You don't have any takes here. Ask the bot's owner.",
    memberTotal: "You don't have any takes. Ask the bot's owner.",
    operator: "This bot doesn't have any takes left to give. Ask its owner.",
    memberRefused: "You can't try any more today.",
    memberHeard: "I don't listen for lyrics here. You can type them yourself.",
    memberWritten: "I don't have lyrics written here. You can write your own.",
  };

  /** Whose limit it is, where the server has chosen it. */
  const ownLimit = (isOwn: boolean) => (isOwn ? ' The server set that limit.' : '');

  const noneOfOwn = "This server's settings don't give you any takes. Ask its moderators.";

  const moneyLeft: Record<ChargeScopeName, string> = {
    guild: 'This server has',
    member: 'You have',
    memberTotal: 'You have',
    operator: 'This bot has',
    memberRefused: 'You have',
    memberHeard: 'You have',
    memberWritten: 'You have',
  };

  /** `the permission **Attach Files**`. */
  const permissionsIn = (missing: readonly PermissionName[]) =>
    `the ${plural(missing.length, { one: 'permission', other: 'permissions' })} ${list(missing.map((name) => `**${permissionNames[`permission.${name}`]()}**`))}`;

  const seeChannel = (channelId: string) =>
    `I can't see <#${channelId}>. I need ${permissionsIn(['ViewChannel'])} there or, in a private thread, someone to add me.`;

  return {
    'guild.notAllowed': () => "The bot's owner hasn't opened it for this server yet. Ask them to add it.",
    'operator.drained': () => "I'm being looked after right now, so I take nothing new. Try again a little later.",
    'operator.guildPaused': () => "The bot's owner has paused me in this server. Nothing new is made for now.",
    'operator.providerPaused': () => 'The music service for that is paused at the moment. Try again later.',
    'operator.notYours': () => "Only the bot's owner can do that.",
    'operator.changed': () => 'That has changed since you looked. Open it again and decide once more.',
    'operator.freed': ({ provider }) =>
      `The bot's owner found out that ${providerName(provider)} never made this one. It cost nothing.`,
    'guild.left': () => "I'm no longer in the server where you asked for it, so I took it out of the line.",
    'song.missing': () => `I need a song to cover. Attach one (${fileTypes}).`,
    'song.tooLarge': ({ maximumMegabytes }) =>
      `That file is too large – I can take up to ${megabytes(maximumMegabytes * 1_000_000)}. An MP3 of the same song is much smaller.`,
    'song.empty': () => 'That file is empty. Attach the song again.',
    'song.notAudio': () => `I can't find any music in that file. Attach a song (${fileTypes}).`,
    'song.unreadFormat': ({ format }) => unread[format],
    'song.noSound': () => "There's no sound in that video. Attach one that has some, or an audio file.",
    'song.damaged': () => "That file seems to be damaged – I can't read it. Try another copy of the song.",
    'song.cutOff': ({ claimedSeconds, actualSeconds }) =>
      `That file says it's ${songLength(claimedSeconds)} long but stops after ${songLength(actualSeconds)}, ` +
      'so part of it is missing. Try another copy of the song.',
    'song.tooShort': ({ seconds, minimumSeconds }) =>
      `That clip is ${songLength(Math.floor(seconds))} – I need at least ${songLength(Math.ceil(minimumSeconds))}.`,
    'song.tooLong': ({ seconds, maximumSeconds }) =>
      // Nobody looks any further, so more than that is no length.
      seconds < LONGEST_KNOWN_SECONDS
        ? `That's ${songLength(Math.ceil(seconds))} – I can use up to ${songLength(Math.floor(maximumSeconds))}. Attach a shorter cut.`
        : `That's longer than ${songLength(Math.floor(maximumSeconds))}, the most I can use. Attach a shorter cut.`,
    'part.beyond': ({ seconds }) =>
      `The song is over after ${songLength(Math.floor(seconds))}. Pick a time before that.`,
    'part.tooLate': ({ latestSeconds }) =>
      `Too little of the song is left from there. Pick a time up to ${songLength(Math.floor(latestSeconds))}.`,
    'part.noTime': () => "I don't know that time. Write it in minutes and seconds, like 2:30.",
    'part.noBest': () => "I can't tell which part of this song is the best one. Pick where it should start instead.",
    'song.silent': () =>
      "There's nothing to hear in that file – it's silent all through. Attach another copy of the song.",
    'song.noLink': () =>
      'This music service only takes songs just as they were put into Discord, so nothing that I made, cut or took out of a video. Attach an MP3 or a WAV.',
    'song.linkDead': () => 'Discord no longer has that file. Attach the song again.',
    'song.downloadFailed': () => "I couldn't download the song from Discord. Try again in a moment.",
    'song.downloadSlow': () => 'Downloading the song took too long. Try again in a moment.',
    'song.wrongContainer': ({ containers }) =>
      `This music service only takes ${list(containers)}. Save the song as ${plural(containers.length, { one: 'that', other: 'one of them' })} and try again.`,
    'song.notTaken': () => `New songs are made from words alone. Leave the audio file out, or use ${command('cover')}.`,
    'song.addressRefused': () =>
      "I can't reach Discord's files from where I run. Only the bot's owner can fix that – let them know.",
    'song.noneInMessage': () => "There's no audio or video in that message. Pick one with a song attached.",
    'link.message': () =>
      "I can't open a message by its link. Press and hold it – on a computer, right-click it – and choose **Apps → Cover this song**.",
    'link.noCover': () => "I can't find that cover here. Give me the link of its message.",
    'link.expired': () =>
      "That link has expired – Discord's file links last a day. Copy a fresh one, or attach the song.",
    'link.streaming': ({ service }) => `I can't take songs from ${service}. Attach an audio file of the song instead.`,
    'link.host': ({ hosts }) =>
      hosts.length === 0
        ? "I can't take songs from that site. Attach the file instead, or give the link of one of my covers."
        : `I can't take songs from that site – only from ${list(hosts.slice(0, MENTIONS_MAXIMUM))}. Attach the file instead.`,
    'link.unreadable': () =>
      "That's no link I can use. Give the link of one of my covers, or one that starts with https:// and leads to an audio file.",
    'link.refused': () => "That link leads somewhere I'm not allowed to go. Attach the file instead.",
    'link.dead': () => "There's no file at that link any more. Check it, or attach the song.",
    'link.failed': () => "I couldn't download the song from that link. Try again in a moment, or attach it.",
    'song.forbidden': () => "Whoever posted this song here doesn't want covers of it. Pick another song.",
    'song.blocked': () =>
      'This song was taken down in this server, so nothing can be made from it here. Pick another song.',
    'rights.missing': () => 'Tick **I may use this song** first – this server asks for it. Nothing was lost.',
    'style.missing': ({ minimum, maximum }) =>
      `Say how it should sound, in ${number(minimum)} to ${number(maximum)} characters – for example "slow jazz with a warm female voice".`,
    'style.length': ({ length, minimum, maximum }) =>
      length < minimum
        ? `That style is only ${counted(length, characters)} – it needs at least ${number(minimum)}. Add some genre, mood or instruments.`
        : `That style is ${counted(length, characters)} long – it can have up to ${number(maximum)}. I kept it, so you can shorten it.`,
    'lyrics.missing': ({ minimum, maximum }) =>
      `I need lyrics to sing: ${number(minimum)} to ${number(maximum)} characters.`,
    'lyrics.notWritten': ({ provider }) =>
      `${providerName(provider)} couldn't write lyrics just now. What you had is safe – try again.`,
    'lyrics.triedAlready': () => 'These lyrics are being written already. Hang on a moment.',
    'lyrics.length': ({ length, minimum, maximum }) =>
      (length < minimum
        ? `Those lyrics are only ${counted(length, characters)} – this music service needs at least ${number(minimum)}. `
        : `Those lyrics are ${counted(length, characters)} long – this music service takes up to ${number(maximum)}. `) +
      'I kept every word.',
    'model.none': ({ without }) =>
      without === null
        ? "No music service here can do that. Try something else, or ask the bot's owner."
        : `No music service here can do that. Try without ${features[without]}.`,
    'takes.tooMany': ({ wanted, maximum }) =>
      `I can make ${counted(maximum, takes)} at once, not ${number(wanted)}. Ask for fewer.`,
    'seed.range': ({ minimum, maximum }) =>
      `The seed must be a whole number from ${number(minimum)} to ${number(maximum)}.`,
    'quota.count': ({ scope, used, limit, wanted, renewsAt, span, isOwn = false }) => {
      // Where there are none at all, none come again.
      if (limit === 0) return isOwn ? noneOfOwn : none[scope];
      const wording = usedUp[scope]({ used, limit, wanted, ...(span && { span }) });
      return `${wording}${ownLimit(isOwn)} ${anew[scope]} ${relativeTime(renewsAt)}.`;
    },
    'quota.refused': ({ count, renewsAt }) =>
      `You've had ${counted(count, covers)} today that didn't work because of the song, the style or the lyrics, ` +
      `and that's as many as I can try. You can ask again ${relativeTime(renewsAt)}.`,
    'quota.money': ({ scope, leftMicros, wantedMicros, renewsAt, span, isOwn = false, isHidden = false }) => {
      const renews = `It renews ${relativeTime(renewsAt)}.`;
      // What others have spent elsewhere is nobody's business.
      if (scope === 'operator') return `This bot has used up its budget for this month. ${renews}`;
      const whose = scope === 'guild' ? "This server's budget" : 'Your budget here';
      if (isHidden)
        return `${whose} for ${until(span ? { span } : {})} isn't enough for this.${ownLimit(isOwn)} ${renews}`;
      const left = `${moneyLeft[scope]} ${money(Math.max(0, leftMicros))} of the budget left`;
      return `${left}, and this can cost ${money(wantedMicros)}.${ownLimit(isOwn)} ${renews}`;
    },
    'policy.roleDenied': () =>
      "This server doesn't let one of your roles make covers. Its moderators can change that in the settings.",
    'policy.roleNeeded': ({ roleIds }) =>
      `In this server, making covers takes ${choice(roleIds.slice(0, MENTIONS_MAXIMUM).map((id) => `<@&${id}>`))}. Ask a moderator for it.`,
    'policy.notHere': ({ channelIds }) =>
      `This server makes its covers in ${choice(channelIds.slice(0, MENTIONS_MAXIMUM).map((id) => `<#${id}>`))}. Ask again there.`,
    'policy.tooNew': ({ mayAt }) =>
      `You're new here! This server lets members make covers after some time – you can start ${relativeTime(mayAt)}.`,
    'policy.pause': ({ mayAt }) =>
      `This server asks for a pause between two covers. You can make your next one ${relativeTime(mayAt)}.`,
    'policy.waiting': ({ most }) =>
      `This server lets each member have ${counted(most, covers)} in line, and yours are all there. ` +
      `Wait for one to start, or take one out with ${command('covers cancel')}.`,
    'policy.word': ({ word }) =>
      `This server doesn't allow ||${word}|| in a style, in lyrics or in a file's name. Change that and try again.`,
    'policy.noModel': () =>
      "This server's settings leave no music service for that. Ask its moderators, or try something else.",
    'policy.blocked': ({ until, roleIds }) =>
      `A moderator has blocked you from making covers here${until === null ? '' : ` until ${dateTime(until)}`}. ` +
      `Questions? Ask ${roleIds.length === 0 ? "this server's moderators" : choice(roleIds.slice(0, MENTIONS_MAXIMUM).map((id) => `<@&${id}>`))}.`,
    'policy.blockedMeanwhile': ({ until }) =>
      `A moderator has blocked you from making covers here${until === null ? '' : ` until ${dateTime(until)}`}, so this one isn't made. It cost nothing.`,
    'approval.waiting': ({ until }) =>
      `In this server, moderators look at it before it's posted. They've been asked, and have until ${dateTime(until)}.`,
    'approval.refused': () => "The moderators didn't let it be posted here. It's yours all the same.",
    'approval.expired': () => "No moderator looked at it in time, so it wasn't posted. It's yours all the same.",
    'approval.over': () => "That one doesn't wait for a moderator any more.",
    'moderation.notYours': () =>
      'Only moderators can do that: those with the permission **Manage Messages**, or with a role that this server has for it.',
    'moderation.managersOnly': () => 'Only those with the permission **Manage Server** can do that.',
    'moderation.gone': () => "I don't have that any more.",
    'moderation.already': ({ byId }) =>
      byId === '' ? 'Another moderator has done that already.' : `<@${byId}> has done that already.`,
    'moderation.notACover': () => 'That message is none of my covers here.',
    'moderation.noMember': () => "I can't find that member. Pick one from the list as you type.",
    'moderation.notBlocked': () => "That member isn't blocked.",
    'moderation.notYourself': () => "You can't block yourself.",
    'moderation.nothingToCancel': () => "That one isn't being made any more.",
    'moderation.nothingToRefund': () => 'There are no takes to give back for that one.',
    'moderation.tooLateToUndo': () => "That can't be undone any more.",
    'moderation.cannotGive': () =>
      "Members' limits here are those of the bot's owner, and I can't go beyond these. Set lower ones in the settings to give some members more.",
    'settings.notYours': () => 'Only those with the permission **Manage Server** can see and change the settings.',
    'setUp.notYours': () => 'Only those with the permission **Manage Server** can set me up. Ask one of them.',
    'tryIt.usedUp': ({ maximum }) =>
      `My own song was tried ${counted(maximum, { one: 'time', other: 'times' })} in this server already. Use ${command('cover')} with one of yours.`,
    'settings.gone': () => "That isn't there any more – somebody else has changed it. Open the settings again.",
    'permissions.bot': ({ missing }) =>
      `I can't post music here yet – I need ${permissionsIn(missing)} in this channel. ` +
      'Ask someone who manages the server, or use another channel.',
    'permissions.botSilenced': ({ missing }) =>
      `I can't post here right now: either a moderator has timed me out, or I need ${permissionsIn(missing)}. ` +
      'Ask someone who manages the server.',
    'permissions.notInThread': () =>
      "I can't see this private thread yet. Mention me in it so I'm added, then try again.",
    'permissions.botThere': ({ missing, channelId }) =>
      `I can't post music in <#${channelId}> yet – I need ${permissionsIn(missing)} there. Ask someone who manages the server.`,
    'permissions.hidden': ({ channelId }) => `${seeChannel(channelId)} Ask someone who manages the server.`,
    'permissions.timedOut': ({ until }) =>
      `A moderator has timed me out, so I can't post here. That ends ${relativeTime(until)} – try again then.`,
    'permissions.member': () => "I only post in channels that you can see, and you can't see that one.",
    'target.gone': () => "The channel it was meant for isn't there any more.",
    'target.wrongKind': ({ channelId }) =>
      `Covers here are meant for <#${channelId}>, but I can't post in that kind of channel. Ask the bot's owner to pick another one.`,
    'target.noTag': ({ channelId, tags }) =>
      tags.length === 0
        ? `Each post in <#${channelId}> needs a tag, and there isn't one yet. Ask someone who manages the server to add one, and the bot's owner to choose it for covers.`
        : `Each post in <#${channelId}> needs a tag, and I don't know which of these: ${list(tags)}. Ask the bot's owner to choose one for covers.`,
    'draft.gone': () => "This form has expired. Start again and I'll remember your style.",
    'draft.forgotten': () =>
      "You had your data deleted after you began this, so I've dropped it. Nothing was used up. If you still want it, start again.",
    'drafts.full': () =>
      "Too many covers are being filled in right now, so there's no room for another song. Finish or cancel one of yours, or try again in a little while.",
    'downloads.tooMany': ({ seconds }) =>
      `You've sent me a lot of songs in a row. Give me ${format.seconds(seconds)}, then try again.`,
    'job.gone': () =>
      `I don't have this one any more – it's too old, or it was deleted. Start a new one with ${command('cover')}.`,
    'job.notYours': () => 'Only the member who asked for this one can do that.',
    'job.tooLateToCancel': () => "Too late to cancel – it's already being posted.",
    'job.cancelledByModerator': () => 'A moderator cancelled it.',
    'job.requeued': () => "The music service couldn't take it just now, so it's back in line. Nothing was lost.",
    'cover.gone': () => `This cover was deleted. Make a new one with ${command('cover')}.`,
    'cover.notYoursToRemove': () =>
      'Only the member who asked for this cover, the one who posted its song, or a moderator can delete it. You can report it instead.',
    'cover.reportedAlready': () => "You've already reported this cover. The moderators know.",
    'cover.none': () => "I can't find that cover here. Pick one from the list as you type.",
    'file.tooLarge': ({ sizeBytes, maximumBytes }) =>
      `This file is ${megabytes(sizeBytes)}, and I can send up to ${megabytes(maximumBytes)} here.`,
    'provider.rejectedAudio': ({ provider }) =>
      `${providerName(provider)} couldn't use this recording. Try another recording of the song.`,
    'provider.songLength': ({ provider }) =>
      `${providerName(provider)} says this song is too short or too long. Try another cut of it.`,
    'provider.noVocals': () => "I can't hear any singing in this one. Try a song with vocals.",
    'provider.rejectedContent': ({ provider }) =>
      `${providerName(provider)} turned this down because of the song, the style or the lyrics. Change one of them and try again.`,
    'provider.rejectedRequest': ({ provider }) =>
      `${providerName(provider)} didn't take this. Try another style, other lyrics or another song.`,
    'provider.noCredit': ({ provider }) =>
      `The bot's credit at ${providerName(provider)} is used up. Tell the bot's owner, and try again later.`,
    'provider.noAccess': ({ provider }) =>
      `${providerName(provider)} doesn't let the bot in right now. Tell the bot's owner, and try again later.`,
    'provider.busy': ({ provider }) => `${providerName(provider)} is very busy right now. Try again in a few minutes.`,
    'provider.unavailable': ({ provider }) =>
      `I can't reach ${providerName(provider)} right now. Try again in a few minutes.`,
    'provider.failed': ({ provider }) => `${providerName(provider)} couldn't finish it. Trying again often works.`,
    'provider.tooSlow': ({ provider, minutes }) =>
      `${providerName(provider)} wasn't done after ${format.minutes(minutes)}, so I stopped waiting. Trying again often works.`,
    'provider.presumedSpent': ({ provider }) =>
      `I couldn't find out whether ${providerName(provider)} got your request, so I stopped waiting. You can try again.`,
    'provider.resultLost': ({ provider }) =>
      `${providerName(provider)} made it, but I couldn't fetch it. Trying again often works.`,
    'delivery.kept': () => "It's ready, but I couldn't post it in the channel. I kept it for you.",
    'delivery.permission': ({ missing, channelId }) =>
      `It's ready, but I need ${permissionsIn(missing)} to post it in <#${channelId}>. I kept it for you.`,
    'delivery.hidden': ({ channelId }) => `It's ready, but ${seeChannel(channelId)} I kept it for you.`,
    'delivery.timedOut': ({ channelId, until }) =>
      `It's ready, but a moderator has timed me out, so I couldn't post it in <#${channelId}>. That ends ${relativeTime(until)}. I kept it for you.`,
    'delivery.closed': ({ channelId }) =>
      `It's ready, but Discord doesn't let me post in <#${channelId}>. I kept it for you.`,
    'delivery.unseen': ({ channelId }) =>
      `It's ready, but you can't see <#${channelId}> any more, so I didn't post it there. I kept it for you.`,
    'delivery.gone': () => "It's ready, but the channel it was meant for isn't there any more. I kept it for you.",
    'delivery.locked': ({ channelId }) =>
      `It's ready, but the thread <#${channelId}> is locked, so I can't post there. I kept it for you.`,
    'delivery.noTag': ({ channelId }) =>
      `It's ready, but each post in <#${channelId}> needs a tag, and I don't have one that I may use. I kept it for you.`,
    'delivery.archived': ({ channelId }) =>
      `It's ready, but the thread <#${channelId}> is archived, so I can't post there. I kept it for you.`,
    'delivery.autoMod': ({ channelId }) =>
      `It's ready, but this server's AutoMod stopped my message in <#${channelId}> – most likely for a word in the style or the song's name. I kept it for you.`,
    'delivery.refused': ({ channelId }) =>
      `It's ready, but Discord didn't take my message in <#${channelId}>. I kept it for you.`,
    'delivery.noAnswer': ({ channelId }) =>
      `It's ready, but however often I tried, Discord didn't let me post it in <#${channelId}>. I kept it for you.`,
    'delivery.unsure': ({ channelId }) =>
      `It's ready, and may be in <#${channelId}> already: I lost the connection while posting and can't look there now. I kept it for you as well.`,
    'posting.cannotLook': ({ channelId }) =>
      `It may be in <#${channelId}> already, and I can't look there. Ask someone who manages the server to give me **View Channel** and **Read Message History** there, then press **Post it** again.`,
    'export.underWay': () => "I'm still packing your covers. Wait for that one to finish.",
    'export.busy': () => "I'm packing covers for others right now. Try again in a minute.",
    'files.full': () => "My storage is full right now. Tell the bot's owner, and try again later.",
    'files.gone': () => 'I no longer have the audio for this. Attach the song again.',
    'files.away': () => "I can't get at my audio files right now. Nothing is lost – try again in a few minutes.",
    'files.notKept': () => "I no longer have the audio for this one, so I can't give it to you.",
    'busy.shuttingDown': () => "I'm restarting. Try again in a minute.",
    'busy.twoBots': () =>
      "I seem to be running twice, so I'm not taking anything new until that's sorted out. Tell the bot's owner, and try again later.",
    'busy.discord': () => "Discord didn't take my answer just now. Nothing was lost – try again in a moment.",
    'busy.songs': () =>
      "I'm very busy right now and couldn't look at that song in time. Nothing was lost – try again in a moment.",
    'busy.away': () =>
      "I can't get at my notes right now. Nothing was lost and nothing was charged – try again in a minute.",
    'busy.slow': () => 'That took longer than Discord lets me wait. Nothing was lost – try again in a moment.',
  } satisfies Sentences;
};
