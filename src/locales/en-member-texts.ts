import type { ChargeScopeName, MemberTextKey, MemberTexts } from '../errors.ts';
import { counted, money, relativeTime, songLength } from './format.ts';

type Sentences = { [Key in MemberTextKey]: (params: MemberTexts[Key]) => string };

const quotaHolders: Record<ChargeScopeName, { name: string; their: string }> = {
  guild: { name: 'This server', their: 'its' },
  role: { name: 'Your role', their: 'its' },
  member: { name: 'You', their: 'your' },
};

/** `satisfies` checks both ways: no key of `errors.ts` may be missing here, and none may be here that is not there. */
export const enMemberTexts = {
  'song.missing': () => 'I need a song to cover. Please attach an audio file (MP3, M4A, WAV, OGG, OPUS or FLAC).',
  'song.tooLarge': ({ maximumMegabytes }) =>
    `That file is too large: I can take up to ${maximumMegabytes} MB. An MP3 of the same song will be much smaller.`,
  'song.empty': () => 'That file is empty. Please attach the song again.',
  'song.notAudio': () =>
    "I can't find any music in that file. Please attach an audio file (MP3, M4A, WAV, OGG, OPUS or FLAC).",
  'song.damaged': () => "That audio file seems to be damaged, so I can't read it. Please try another copy of the song.",
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
  'song.addressRefused': () => "I can't download from that address. Please attach the song as a file.",
  'style.missing': ({ minimum, maximum }) =>
    `Please say how the cover should sound, in ${minimum} to ${maximum} characters: for example "slow jazz with a warm female voice".`,
  'style.length': ({ length, minimum, maximum }) =>
    `The style has ${counted(length, 'character', 'characters')}; it needs ${minimum} to ${maximum}.`,
  'lyrics.length': ({ length, minimum, maximum }) =>
    `The lyrics have ${counted(length, 'character', 'characters')}; they need ${minimum} to ${maximum}. ` +
    "Leave them empty to keep the song's own words.",
  'takes.tooMany': ({ wanted, maximum }) =>
    `I can make ${counted(maximum, 'take', 'takes')} at once, not ${wanted}. Please ask for fewer.`,
  'seed.range': ({ minimum, maximum }) => `The seed must be a whole number from ${minimum} to ${maximum}.`,
  'quota.count': ({ scope, used, limit, wanted, renewsAt }) => {
    const { name, their } = quotaHolders[scope];
    const state = `${name} ${scope === 'member' ? 'have' : 'has'} used ${used} of ${their} ${counted(limit, 'cover', 'covers')}`;
    return `${state}, and this would take ${wanted} more. There will be new ones ${relativeTime(renewsAt)}.`;
  },
  'quota.money': ({ scope, leftMicros, wantedMicros, renewsAt }) => {
    const { name, their } = quotaHolders[scope];
    const left = `${name} ${scope === 'member' ? 'have' : 'has'} ${money(Math.max(0, leftMicros))} of ${their} budget left`;
    return `${left}, and this cover can cost ${money(wantedMicros)}. The budget renews ${relativeTime(renewsAt)}.`;
  },
  'permissions.bot': ({ missing }) =>
    `I can't post a cover in this channel yet: I need the permission **${missing}** here. ` +
    'Please ask someone who manages the server, or use another channel.',
  'permissions.member': () => "I can only post a cover in a channel that you can see, and you can't see that one.",
  'target.gone': () => 'The channel that the cover was meant for is no longer there.',
  'draft.gone': () =>
    'This form has been waiting for too long and I no longer have it. Please start again with `/cover`.',
  'job.gone': () => 'I no longer have this cover: it is too old, or its data was deleted.',
  'job.notYours': () => 'Only the member who asked for this cover can do that. You can make your own with `/cover`.',
  'job.tooLateToCancel': () => "It's too late to cancel: the cover is already being made.",
  'job.requeued': () => "The music service couldn't take your song just now, so it is back in line. Nothing was lost.",
  'provider.rejectedAudio': ({ provider }) =>
    `${titled(provider)} couldn't use this recording. Please try another recording of the song.`,
  'provider.rejectedContent': ({ provider }) =>
    `${titled(provider)} declined to make this cover, because of the song, the style or the lyrics. Changing them may help.`,
  'provider.rejectedRequest': ({ provider }) =>
    `${titled(provider)} didn't accept this request. Please try again with another style or another song.`,
  'provider.noCredit': ({ provider }) =>
    `The bot's credit at ${titled(provider)} is used up. Please tell whoever runs this bot, and try again later.`,
  'provider.noAccess': ({ provider }) =>
    `The bot has no access to ${titled(provider)} at the moment. Please tell whoever runs this bot.`,
  'provider.busy': ({ provider }) => `${titled(provider)} is very busy right now. Please try again in a few minutes.`,
  'provider.unavailable': ({ provider }) =>
    `I can't reach ${titled(provider)} at the moment. Please try again in a few minutes.`,
  'provider.failed': ({ provider }) => `${titled(provider)} couldn't finish this cover. A new try often works.`,
  'provider.tooSlow': ({ provider, minutes }) =>
    `${titled(provider)} had not finished after ${counted(minutes, 'minute', 'minutes')}, so I stopped waiting. A new try often works.`,
  'provider.presumedSpent': ({ provider }) =>
    `The connection to ${titled(provider)} broke just as I sent your song, and I couldn't find out what became of it. ` +
    "It doesn't count against your covers; please try again.",
  'provider.resultLost': ({ provider }) =>
    `${titled(provider)} made the cover, but I couldn't fetch it from there any more. A new try often works.`,
  'delivery.kept': () => "Your cover is done, but I couldn't post it in the channel. I kept it for you.",
  'files.full': () => 'My storage is full right now. Please tell whoever runs this bot, and try again later.',
  'files.gone': () => 'The audio of this cover is no longer kept. Please make it again with `/cover`.',
  'busy.shuttingDown': () => "I'm restarting. Please try again in a minute.",
  'busy.slow': () => 'That took longer than Discord lets me wait. Please try again in a moment; nothing was lost.',
} satisfies Sentences;

/** Provider names are stored in lower case. */
function titled(provider: string): string {
  return provider.charAt(0).toUpperCase() + provider.slice(1);
}
