import type { Formats } from '../format.ts';

interface Votes {
  votes: number;
}

interface Linked {
  link: string;
}

/** `/covers`, `/quota`, `/privacy` and the menu under a cover. Songs and styles in messages arrive escaped. */
export const community = ({ number, plural, counted, list, money, songLength, relativeTime, dateTime }: Formats) => ({
  'command.covers': () => 'What was made in this server, and what is on its way',
  'command.covers.queue': () => 'What waits and what is being made in this server',
  'command.covers.cancel': () => 'Cancel one of yours that is not done yet',
  'command.covers.mine': () => 'What you had made in this server, to listen to in private',
  'command.covers.show': () => 'All there is to know about a cover',
  'command.covers.top': () => 'The covers with the most votes',
  'command.covers.tree': () => 'What a cover was made from, and what was made from it',
  'command.covers.cover': () => 'Type a part of the song or of the style',
  'command.covers.period': () => 'Posted within this time',
  'command.covers.period.week': () => 'the last week',
  'command.covers.period.month': () => 'the last month',
  'command.covers.period.all': () => 'all time',
  'command.quota': () => 'What you have left today, and this server this month',
  'command.privacy': () => 'What this bot stores about you, and what others may do with your songs',
  'command.privacy.export': () => 'Everything that is stored about you, as a file',
  'command.privacy.delete': () => 'Delete what is stored about you',
  'command.privacy.uploads': () => 'Whether others may make covers of songs that you post',
  'command.privacy.others': () => 'What others may do with songs that you post',
  'command.privacy.others.allow': () => 'they may make covers of them',
  'command.privacy.others.forbid': () => 'they may not make covers of them',

  'list.song': (params: { song: string }) => `**${params.song}**`,
  'list.newSong': (params: { style: string | null }) =>
    params.style === null ? 'new song' : `new song: **${params.style}**`,
  'list.more': (params: { count: number }) => `… and ${number(params.count)} more`,
  'list.votes': ({ votes }: Votes) => `♥ ${number(votes)}`,

  'queue.title': () => '**On its way in this server**',
  'queue.empty': () => 'Nothing waits here and nothing is being made. `/cover` makes a start.',
  'queue.full': () =>
    'This server already has as much in the making as it may have at once. The next one starts when one of them is done.',
  'queue.entry': (params: { title: string; mention: string; maker: string; isOwn: boolean; status: string }) =>
    `${params.title} for ${params.mention}${params.isOwn ? ' (**yours**)' : ''} · ${params.maker} · ${params.status}`,
  'queue.place': (params: { place: number }) => `number ${number(params.place)} in line`,
  'queue.waiting': () => 'in line',
  'queue.making': (params: { since: number }) => `being made since ${relativeTime(params.since)}`,
  'queue.ownBelow': (params: { places: readonly number[] }) =>
    `Yours further down: number ${list(params.places.map(number))}`,

  'cancel.none': () => 'You have nothing on its way in this server, so there is nothing to cancel.',
  'mine.title': () => '**Yours in this server**',
  'mine.empty': () => 'You have had nothing made in this server yet. `/cover` makes a start.',
  'mine.entry': (params: { title: string; state: string; at: number; link: string | null }) =>
    `${params.title} · ${params.state} · ${dateTime(params.at)}${params.link === null ? '' : ` · ${params.link}`}`,
  'mine.state.queued': () => 'in line',
  'mine.state.submitting': () => 'being made',
  'mine.state.generating': () => 'being made',
  'mine.state.delivering': () => 'on its way here',
  'mine.state.unknown': () => 'sent, and not answered',
  'mine.state.delivered': () => 'posted',
  'mine.state.failed': () => "didn't work out",
  'mine.state.cancelled': () => 'cancelled',
  'mine.state.kept': () => 'kept for you alone',
  'mine.state.removed': () => 'removed',
  'button.newer': () => 'Newer',
  'button.older': () => 'Older',

  'handed.link': (params: { name: string; url: string; expiresAt: number | null }) =>
    `${params.name} is too large to attach: [get it here](<${params.url}>)` +
    (params.expiresAt === null ? '' : `, until ${dateTime(params.expiresAt)}`),
  'handed.apart': () => 'Not all of them fit into one message: choose another one below.',
  'handed.choose': () => 'Get another take',
  'handed.play': (params: { title: string }) => `Here is ${params.title}, for you alone:`,
  'handed.original': (params: { song: string; seconds: number }) =>
    `The original: **${params.song}** · ${songLength(params.seconds)}`,

  'show.link': ({ link }: Linked) => `Posted here: ${link}`,

  'top.title.week': () => '**Most votes of the last week**',
  'top.title.month': () => '**Most votes of the last month**',
  'top.title.all': () => '**Most votes of all time**',
  'top.empty': () => 'No cover from that time has a vote yet. The ♥ under a cover gives it one.',
  'top.entry': (params: Votes & Linked & { rank: number; title: string; mention: string }) =>
    `**${number(params.rank)}.** ♥ ${number(params.votes)} · ${params.title} for ${params.mention} · ${params.link}`,

  'tree.title': (params: { song: string | null }) =>
    params.song === null ? '**What goes back to this song**' : `**What was made from ${params.song}**`,
  'tree.entry': (params: Votes & Linked & { style: string; isAsked: boolean }) =>
    `${params.isAsked ? `**${params.style}** (this one)` : params.style} · ♥ ${number(params.votes)} · ${params.link}`,
  'tree.noStyle': () => 'no style',
  'tree.before': (params: { count: number }) => `… after ${number(params.count)} that came before`,

  'quota.title.member': () => '**You, today**',
  'quota.title.memberTotal': () => '**You, today, in all servers together**',
  'quota.title.guild': () => '**This server, this month**',
  'quota.takes': (params: { used: number; limit: number | null }) =>
    params.limit === null
      ? `Takes: no limit (${number(params.used)} used)`
      : `Takes: ${number(Math.max(0, params.limit - params.used))} of ${number(params.limit)} left`,
  'quota.budget': (params: { usedMicros: number; limitMicros: number | null }) =>
    params.limitMicros === null
      ? `Money: no limit (${money(params.usedMicros)} used)`
      : `Money: ${money(Math.max(0, params.limitMicros - params.usedMicros))} of ${money(params.limitMicros)} left`,
  'quota.renews': (params: { at: number }) => `Renews ${relativeTime(params.at)} (${dateTime(params.at)})`,
  'quota.none': () => 'There is no limit, neither for you nor for this server.',

  'words.title': (params: { song: string | null }) =>
    params.song === null ? '**Lyrics**' : `**Lyrics of the cover of ${params.song}**`,
  'words.own': () => "It sings the song's own words, which I don't have in writing.",
  'words.instrumental': () => 'It is instrumental: nobody sings.',
  'words.written': () => "The music service wrote the words itself, and I don't have them in writing.",
  'words.none': () => 'It was made without lyrics.',
  'words.file': () => 'They are in the attached file.',

  'report.title': () => 'Report this cover',
  'report.reason': () => 'What is wrong with it?',
  'report.reason.hint': () => 'Whoever looks after this server reads it, with your name',
  'report.reason.example': () => 'It sings insults against a member',
  'report.empty': () => 'Please say in a few words what is wrong with it. Nothing was reported.',
  'report.delivered': () => 'Thank you. Your report is with whoever looks after this server.',
  'report.notDelivered': () =>
    "I couldn't bring your report to anyone who looks after this server. Please report it again later, or tell a moderator yourself.",

  'removal.ask': (params: { song: string | null }) =>
    params.song === null ? 'Delete this song?' : `Delete this cover of **${params.song}**?`,
  'removal.goes': () => 'Its message, its votes and its audio are deleted, and cannot be brought back.',
  'removal.remixesStay': () => 'Remixes that were made of it stay.',
  'removal.takeDown': (params: { remixes: number; blocksSong: boolean }) =>
    `If you take it down instead, ${[
      ...(params.remixes === 0
        ? []
        : [`${counted(params.remixes, { one: 'remix of it goes', other: 'remixes of it go' })} as well`]),
      ...(params.blocksSong ? ['nothing more can be made from its song in this server'] : []),
    ].join(', and ')}.`,
  'removal.songStays': () =>
    'Others have posted the same song here, so covers of it can still be made. Somebody who may manage messages here can take ' +
    'it down for all.',
  'blocked.mayAllow': (params: { isAgain: boolean }) =>
    params.isAgain
      ? 'As you may manage this server, you can take that back: everybody here may make covers of it again then.'
      : 'As you may manage this server, you can decide that this song is for everyone: whoever posted it here then has no say in its covers.',
  'button.allowSong': (params: { isAgain: boolean }) => (params.isAgain ? 'Allow it again' : 'Allow it here'),
  'removal.none': () => 'It was gone already.',
  'removal.done': (params: { count: number }) =>
    `${counted(params.count, { one: 'cover is', other: 'covers are' })} gone.`,
  'button.remove': () => 'Delete this cover',
  'button.takeDown': (params: { remixes: number }) =>
    params.remixes === 0
      ? 'Take it down'
      : plural(params.remixes, {
          one: 'Take it down with its remix',
          other: `Take it down with its ${number(params.remixes)} remixes`,
        }),
  'messages.refused': (params: { count: number }) =>
    `${counted(params.count, { one: 'message', other: 'messages' })} could not be deleted, because I cannot reach ` +
    `${plural(params.count, { one: 'its channel', other: 'their channels' })} any more. Whoever may manage messages there can delete ` +
    `${plural(params.count, { one: 'it', other: 'them' })} by hand.`,

  'privacy.exported': () => 'Here is everything that I have stored about you.',
  'privacy.tooLarge': () =>
    'There is more stored about you than fits into one file here. Please ask whoever runs this bot for it.',
  'privacy.ask': () => '**Delete what is stored about you, in every server?**',
  'privacy.goes': () =>
    'What goes: the covers and songs that you had made, with their messages, audio, styles and lyrics; your votes and reports; ' +
    'forms that you have begun, and the styles that you used last.',
  'privacy.stays': () =>
    'What stays: what others have made of your songs and covers, with the note that you posted the song, so that you can still ' +
    'take it down. I forget what your files were called; posts that say so stay as they are. What you have chosen about songs ' +
    'that you post stays too and, while you allow no covers, which songs you were the first to post. What you have used counts ' +
    'on without your name, until the day or month that it belongs to is over. Backups that the owner of this bot keeps still ' +
    'hold it until they are thrown away.',
  'privacy.unfinishedGoes': () => 'What is still on its way is not posted, and is deleted as soon as it has ended.',
  'privacy.forGood': () => 'It cannot be brought back.',
  'button.deleteData': () => 'Delete it all',
  'privacy.deleting': () => 'Deleting…',
  'privacy.deleted': (params: { covers: number }) =>
    params.covers === 0
      ? 'Done: what was stored about you is deleted. No posted cover was among it.'
      : `Done: what was stored about you is deleted, ${counted(params.covers, { one: 'cover', other: 'covers' })} among it.`,
  'privacy.unfinished': (params: { count: number }) =>
    plural(params.count, {
      one: 'One is still on its way. It is deleted as soon as it has ended.',
      other: `${number(params.count)} are still on their way. They are deleted as soon as they have ended.`,
    }),
  'privacy.others.allow': () => 'From now on, others may make covers of songs that you post.',
  'privacy.others.forbid': () =>
    'From now on, nobody but you may make covers of songs that you post. Covers that are there already stay: you can take ' +
    'each of them down by the menu under it.',

  'cancel.which': (params: { count: number }) => `**Cancel which of your ${number(params.count)}?**`,
  'cancel.choose': () => 'Choose one',
  'list.by': (params: { name: string }) => `by ${params.name}`,
  'mine.choose': () => 'Play one, or go on with it',
  'mine.notMade': () => 'not made yet',
  'button.keepData': () => 'Keep my data',
  'privacy.keptAll': () => 'Nothing was deleted. Everything stays as it is.',
});
