import type { Formats } from '../format.ts';

interface Votes {
  votes: number;
}

interface Spanned {
  span: 'day' | 'month';
}

interface Linked {
  link: string;
}

/** `/covers`, `/quota`, `/privacy` and the menu under a cover. Songs and styles in messages arrive escaped. */
export const community = ({
  number,
  plural,
  counted,
  list,
  money,
  songLength,
  megabytes,
  hours,
  days,
  relativeTime,
  dateTime,
  command,
}: Formats) => ({
  'command.covers': () => 'Covers made in this server, and those being made',
  'command.covers.queue': () => 'Covers being made in this server',
  'command.covers.cancel': () => "Cancel one of yours that isn't done yet",
  'command.covers.mine': () => 'Your covers here, to play in private',
  'command.covers.export': () => 'Take your covers home: sound, lyrics and details as a zip',
  'command.covers.since': () => 'Only those from this time',
  'command.covers.since.day': () => 'the last day',
  'command.covers.since.week': () => 'the last week',
  'command.covers.since.month': () => 'the last month',
  'command.covers.since.all': () => 'all time',
  'command.covers.show': () => 'All about one cover',
  'command.covers.top': () => 'The covers with the most votes',
  'command.covers.tree': () => 'Everything made from the same song as a cover',
  'command.covers.cover': () => 'Type part of the song or the style',
  'command.covers.period': () => 'Posted within this time',
  'command.covers.period.week': () => 'the last week',
  'command.covers.period.month': () => 'the last month',
  'command.covers.period.all': () => 'all time',
  'command.quota': () => 'What you have left today, and this server this month',
  'command.privacy': () => 'What I keep about you, and covers of songs that you post',
  'command.privacy.about': () => 'What I keep about you, for how long, and who else gets it',
  'command.privacy.export': () => 'Get everything I keep about you, as a file',
  'command.privacy.delete': () => 'Delete what I keep about you',
  'command.privacy.uploads': () => 'Whether others may make covers of songs that you post',
  'command.privacy.others': () => 'Covers of songs that you post',
  'command.privacy.others.allow': () => 'Allow',
  'command.privacy.others.forbid': () => "Don't allow",

  'list.song': (params: { song: string }) => `**${params.song}**`,
  'list.newSong': (params: { style: string | null }) =>
    params.style === null ? 'new song' : `new song: **${params.style}**`,
  'list.more': (params: { count: number }) => `… and ${number(params.count)} more`,
  'list.by': (params: { requester: string }) => `by ${params.requester}`,
  'list.votes': ({ votes }: Votes) => `♥ ${number(votes)}`,

  'queue.title': () => '**Being made in this server**',
  'queue.empty': () => `Nothing is being made here. Start one with ${command('cover')}!`,
  'queue.full': () => 'The next one starts as soon as one of these is done.',
  'queue.entry': (params: { title: string | null; mention: string; status: string }) =>
    params.title === null
      ? `A cover for ${params.mention} · ${params.status}`
      : `${params.title} (**yours**) · ${params.status}`,
  'queue.place': (params: { place: number }) => `#${number(params.place)} in line`,
  'queue.waiting': () => 'in line',
  'queue.making': (params: { since: number }) => `started ${relativeTime(params.since)}`,
  'queue.ownBelow': (params: { places: readonly number[] }) =>
    `Yours: ${list(params.places.map((place) => `#${number(place)}`))}`,

  'cancel.none': () => 'You have nothing to cancel.',
  'cancel.which': (params: { count: number }) => `**Cancel which of your ${number(params.count)}?**`,
  'cancel.choose': () => 'Pick one',

  'mine.title': () => '**Your covers here**',
  'mine.empty': () => `No covers yet. Make one with ${command('cover')}!`,
  'mine.entry': (params: { title: string; state: string; at: number; votes: number | null; link: string | null }) =>
    [
      params.title,
      params.state,
      dateTime(params.at),
      ...(params.votes === null ? [] : [`♥ ${number(params.votes)}`]),
      ...(params.link === null ? [] : [params.link]),
    ].join(' · '),
  'mine.choose': () => 'Play one, or pick up where you left off',
  'mine.notMade': () => 'not made yet',
  'mine.state.queued': () => 'in line',
  'mine.state.submitting': () => 'being made',
  'mine.state.generating': () => 'being made',
  'mine.state.delivering': () => 'being posted',
  'mine.state.unknown': () => 'waiting for an answer',
  'mine.state.delivered': () => 'posted',
  'mine.state.failed': () => "didn't work",
  'mine.state.cancelled': () => 'cancelled',
  'mine.state.kept': () => 'just for you',
  'mine.state.removed': () => 'deleted',
  'button.newer': () => 'Newer',
  'button.older': () => 'Older',

  'handed.link': (params: { name: string; url: string; expiresAt: number | null }) =>
    `${params.name} is too large to attach – [get it here](<${params.url}>)` +
    (params.expiresAt === null ? '' : `, until ${dateTime(params.expiresAt)}`),
  'handed.apart': () => "They don't all fit into one message. Pick another one below.",
  'handed.choose': () => 'Get another take',
  'handed.play': (params: { title: string }) => `Here's ${params.title}, just for you:`,
  'handed.original': (params: { song: string; seconds: number }) =>
    `The original: **${params.song}** · ${songLength(params.seconds)}`,

  'export.packing': () => 'Packing your covers… The files follow one by one, just for you.',
  'export.part': (params: { number: number; count: number }) =>
    params.count === 1
      ? '**Your covers**'
      : `**Your covers** · file ${number(params.number)} of ${number(params.count)}`,
  'export.done': (params: { covers: number; parts: number }) =>
    `Here you are: ${counted(params.covers, { one: 'cover', other: 'covers' })} in ` +
    `${counted(params.parts, { one: 'file', other: 'files' })}. Save them – Discord shows private messages only for a while.`,
  'export.none': () => `Nothing to pack: no covers of yours here from that time. See ${command('covers mine')}.`,
  'export.more': () => 'There are older ones that did not fit. Press the button to go on with them.',
  'export.forbidden': (params: { covers: number }) =>
    `${counted(params.covers, { one: 'cover', other: 'covers' })} left out: the song was taken down, or whoever posted it wants no covers of it.`,
  'export.tooLarge': (params: { name: string; sizeBytes: number; maximumBytes: number }) =>
    `${params.name} is ${megabytes(params.sizeBytes)}, and I can send up to ${megabytes(params.maximumBytes)} here. ` +
    "The bot's owner can hand it to you.",
  'export.head': (params: { number: number; count: number }) =>
    params.count === 1
      ? 'Your covers. A folder for each: the takes, cover.json with all details, and lyrics and picture where there are any.'
      : `Your covers, file ${number(params.number)} of ${number(params.count)}. A folder for each: the takes, cover.json with all ` +
        'details, and lyrics and picture where there are any. A cover with many takes may go over two files.',
  'export.line': (params: { folder: string; title: string; takes: number; link: string | null }) =>
    [
      params.folder,
      params.title,
      params.takes === 0 ? 'its sound is no longer kept' : counted(params.takes, { one: 'take', other: 'takes' }),
      ...(params.link === null ? [] : [params.link]),
    ].join(' | '),
  'export.rights': () =>
    "A machine made these. A cover is made from somebody's song: ask whose it is before you publish it.",
  'button.exportMore': () => 'Pack the older ones',

  'show.link': ({ link }: Linked) => `Posted: ${link}`,

  'top.title.week': () => '**Top covers of the last week**',
  'top.title.month': () => '**Top covers of the last month**',
  'top.title.all': () => '**Top covers of all time**',
  'top.empty': () => 'No votes yet in that time. Tap the ♥ under a cover to give it one.',
  'top.entry': (params: Votes & Linked & { rank: number; title: string; mention: string; at: number }) =>
    `**${number(params.rank)}.** ♥ ${number(params.votes)} · ${params.title} – by ${params.mention} · ${relativeTime(params.at)} · ${params.link}`,

  'tree.title': (params: { song: string | null }) =>
    params.song === null ? '**Everything made from this song**' : `**Everything made from ${params.song}**`,
  'tree.entry': (params: Votes & Linked & { style: string; mention: string; at: number; isAsked: boolean }) =>
    `${params.isAsked ? `**${params.style}** (this one)` : params.style} – by ${params.mention} · ${relativeTime(params.at)} · ♥ ${number(params.votes)} · ${params.link}`,
  'tree.noStyle': () => 'no style',
  'tree.before': (params: { count: number }) => `… after ${number(params.count)} before it`,

  'quota.title.member': ({ span }: Spanned) => (span === 'day' ? '**You, today**' : '**You, this month**'),
  'quota.title.memberTotal': (_: Spanned) => '**You, today, in all servers together**',
  'quota.title.guild': ({ span }: Spanned) =>
    span === 'day' ? '**This server, today**' : '**This server, this month**',
  'quota.takes': (params: { left: number; limit: number }) =>
    `${number(params.left)} of ${counted(params.limit, { one: 'take', other: 'takes' })} left`,
  'quota.budget': (params: { leftMicros: number; limitMicros: number }) =>
    `${money(params.leftMicros)} of ${money(params.limitMicros)} left`,
  'quota.renews': (params: { at: number }) => `Resets ${relativeTime(params.at)} (${dateTime(params.at)})`,
  'quota.none': () => "There's no limit here, for you or this server.",

  'words.title': (params: { song: string | null }) =>
    params.song === null ? '**Lyrics**' : `**Lyrics of the cover of ${params.song}**`,
  'words.own': () => "It sings the song's own lyrics. I don't have them in writing.",
  'words.instrumental': () => "It's instrumental – nobody sings.",
  'words.written': () => "The music service wrote the lyrics, and I don't have them in writing.",
  'words.none': () => 'It has no lyrics.',
  'words.file': () => "They're in the attached file.",

  'report.title': () => 'Report this cover',
  'report.reason': () => "What's wrong with it?",
  'report.reason.hint': () => 'The moderators read it, with your name',
  'report.reason.example': () => 'It insults a member',
  'report.empty': () => "Say in a few words what's wrong with it. Nothing was reported.",
  'report.delivered': () => 'Thanks – the moderators have been told.',
  'report.notDelivered': () => "I couldn't reach the moderators. Report it again later, or tell one yourself.",

  'removal.ask': (params: { song: string | null }) =>
    params.song === null ? 'Delete this song?' : `Delete this cover of **${params.song}**?`,
  'removal.goes': () => 'Its post, votes and audio are gone for good.',
  'removal.remixesStay': () => 'Remixes of it stay.',
  'removal.takeDown': (params: { remixes: number; blocksSong: boolean }) =>
    `**Take down** also ${list([
      ...(params.remixes === 0
        ? []
        : [
            plural(params.remixes, {
              one: 'deletes its remix',
              other: `deletes its ${number(params.remixes)} remixes`,
            }),
          ]),
      ...(params.blocksSong ? ['blocks the song here'] : []),
    ])}.`,
  'removal.songStays': () =>
    'Others have posted the same song here, so covers of it can still be made. A moderator can take it down for everyone.',
  'blocked.mayAllow': (params: { isAgain: boolean }) =>
    params.isAgain
      ? 'You manage this server, so you can allow covers of it again, for everyone here.'
      : 'You manage this server, so you can allow covers of this song for everyone here. Whoever posted it then has no say in that.',
  'button.allowSong': (params: { isAgain: boolean }) => (params.isAgain ? 'Allow it again' : 'Allow it here'),
  'removal.none': () => 'It was already gone.',
  'removal.done': (params: { count: number }) => `Deleted ${counted(params.count, { one: 'cover', other: 'covers' })}.`,
  'button.remove': () => 'Delete',
  'button.takeDown': (params: { remixes: number }) =>
    params.remixes === 0
      ? 'Take down'
      : plural(params.remixes, {
          one: 'Take down with its remix',
          other: `Take down with its ${number(params.remixes)} remixes`,
        }),
  'messages.refused': (params: { count: number }) =>
    `I couldn't delete ${counted(params.count, { one: 'message', other: 'messages' })}, because I can't reach ` +
    `${plural(params.count, { one: 'its channel', other: 'their channels' })} any more. A moderator there can delete ` +
    `${plural(params.count, { one: 'it', other: 'them' })} by hand.`,

  'privacy.about.kept': (params: {
    filesDays: number;
    draftHours: number;
    stylesDays: number;
    moderationDays: number;
  }) =>
    `**What I keep about you**
- your covers and songs: audio, file names, styles, lyrics, prices, and when and where you asked. Audio goes ${days(params.filesDays)} after it was last used at the latest, the rest when you delete it
- your votes, which covers you reported, and whether others may make covers of songs that you post
- what moderators did about you or you did as one, and what you wrote in reports, for ${days(params.moderationDays)}
- which songs you were the first to post in a server, so that you have a say in their covers
- how much you used today, forms for ${hours(params.draftHours)}, and your recent styles for ${days(params.stylesDays)}`,
  'privacy.about.shared': (params: { services: readonly string[] }) =>
    `**Who else gets it**
- Discord, where covers are posted
- the music services that make them (${list(params.services)}): your song, style and lyrics, but not your name
- the moderators, if you report a cover: your name and what you wrote
- the bot's owner, who runs me and may keep backups`,
  'privacy.about.server': (params: { serverDays: number; isOnServer: boolean }) =>
    `If I'm removed from a server, I delete what belongs to it after ${days(params.serverDays)}.${
      params.isOnServer
        ? " What's deleted can linger in my database's spare space and log until those are tidied up."
        : ''
    }`,
  'privacy.about.yours': () =>
    `${command('privacy export')} gives you everything as a file, ${command('privacy delete')} deletes it, and ` +
    `${command('privacy uploads')} decides about covers of songs that you post.`,
  'privacy.exported': () => "Here's everything I keep about you.",
  'privacy.tooLarge': () => "That's more than fits into one file here. Ask the bot's owner for it.",
  'privacy.ask': () => '**Delete what I keep about you, in every server?**',
  'privacy.goes': () =>
    'Deleted: your covers and songs (posts, audio, styles, lyrics), votes, reports, forms and recent styles.',
  'privacy.stays': () =>
    "Kept: other people's covers of your songs, marked as yours so that you can still take them down; your choice about that; a moderator's block until it ends; and " +
    "today's and this month's counts, without your name. Backups of the bot's owner keep the rest until they're thrown away.",
  'privacy.unfinishedGoes': () => "What's still being made isn't posted, and is deleted once it's done.",
  'privacy.forGood': () => "This can't be undone.",
  'button.deleteData': () => 'Delete it all',
  'privacy.deleting': () => 'Deleting…',
  'privacy.deleted': (params: { covers: number }) =>
    params.covers === 0
      ? 'Done – I deleted what I had about you.'
      : `Done – I deleted what I had about you, with ${counted(params.covers, { one: 'cover', other: 'covers' })}.`,
  'privacy.unfinished': (params: { count: number }) =>
    plural(params.count, {
      one: "One is still being made. It's deleted once it's done.",
      other: `${number(params.count)} are still being made. They're deleted once they're done.`,
    }),
  'privacy.others.allow': () => 'OK – from now on, others may make covers of songs that you post.',
  'privacy.others.forbid': () =>
    'OK – from now on, only you may make covers of songs that you post. Covers that are already there stay; you can take each one down from the menu under it.',
  'button.keepData': () => 'Keep my data',
  'privacy.keptAll': () => 'OK – nothing was deleted.',
});
