import { clockTime, counted, dateTime, money, relativeTime, roughDuration } from './format.ts';

interface Bounds {
  minimum: number;
  maximum: number;
}

/** Everything a person sees that is no refusal: commands, forms, buttons, progress, covers. Inputs arrive escaped. */
export const enViewTexts = {
  'command.cover': () => 'Make a cover of a song: same melody, new voice, instruments and style',
  'command.cover.song': () => 'The song: MP3, M4A, WAV, OGG, OPUS or FLAC',
  'command.cover.style': () => 'How the cover should sound, for example "slow jazz with a warm female voice"',
  'command.cover.takes': (params: { micros: number }) => `How many versions to make (${money(params.micros)} each)`,
  'command.cover.seed': () => 'A number that makes a result repeatable',

  'form.title': (params: { micros: number }) => `Make a cover (${money(params.micros)} per take)`,
  'form.song': () => 'Song',
  'form.song.ask': () => 'MP3, M4A, WAV, OGG, OPUS or FLAC',
  'form.song.keep': (params: { name: string }) => `Leave empty to keep "${params.name}"`,
  'form.style': () => 'How should it sound?',
  'form.style.hint': () => 'Genre, mood, instruments, voice',
  'form.style.example': () => 'Slow jazz, smoky bar, brushed drums, warm female voice',
  'form.lyrics': () => 'New lyrics (optional)',
  'form.lyrics.hint': (params: Bounds) =>
    `Empty keeps the song's own words; else ${params.minimum} to ${params.maximum} characters`,
  'form.lyrics.example': () => '[Verse]\nYour words here\n\n[Chorus]\n…',

  'button.cancel': () => 'Cancel',
  'button.fix': () => 'Fix it',
  'button.again': () => 'New try',
  'button.details': () => 'Details',
  'button.kept': () => 'Get it',

  'progress.song': (params: { song: string }) => `Cover of **${params.song}**`,
  'progress.waiting': () => 'Accepted, and waiting for its turn.',
  'progress.next': () => "You're next in line.",
  'progress.line': (params: { place: number }) => `You're number ${params.place} in line.`,
  'progress.guildFull': () =>
    'This server already has as many covers in the making as it may have at once. Yours starts when one of them is done.',
  'progress.startsAt': (params: { at: number }) => `It should start ${relativeTime(params.at)}.`,
  'progress.making': (params: { startedAt: number }) =>
    `Your cover is being made. Started ${relativeTime(params.startedAt)}`,
  'progress.typical': (params: { ms: number }) => `usually takes ${roughDuration(params.ms)}`,
  'progress.cancelTooLate': () =>
    "It was already being made when you cancelled, so it can't be stopped any more. It won't be posted: it goes to you alone.",
  'progress.delivering': () => 'Your cover is done. Posting it now…',
  'progress.deliveringPrivately': () => 'Your cover is done. Getting it ready for you…',
  'progress.unknown': (params: { provider: string }) =>
    `The connection to ${params.provider} broke just as I sent your song. I'm finding out whether it arrived, so that nothing ` +
    "is paid twice. I'll tell you within a quarter of an hour.",
  'progress.delivered': (params: { link: string }) => `Your cover is here: ${params.link}`,
  'progress.cancelled': () => 'Cancelled. It cost nothing.',
  'progress.cancelledPaid': (params: { micros: number }) =>
    `Cancelled. ${money(params.micros)} had been spent by then.`,
  'progress.failedFree': () => 'It cost nothing.',
  'progress.failedPaid': (params: { micros: number }) => `It counts ${money(params.micros)} against the budget.`,
  'progress.alreadyComing': () => 'This cover is already on its way.',
  'progress.seeProgress': () => 'The message above shows how it is getting on.',

  'kept.cancelled': () => 'You cancelled while it was being made, so here it is for you alone:',
  'kept.take': (params: { number: number; url: string; expiresAt: number | null }) =>
    `[Take ${params.number}](<${params.url}>)${params.expiresAt === null ? '' : `, until ${dateTime(params.expiresAt)}`}`,
  'kept.noLink': () => 'There is no working link to it at the moment. Please ask whoever runs this bot for the file.',
  'kept.save': () => 'Save it soon: links do not last.',

  'tell.done': (params: { mention: string; link: string }) => `${params.mention} your cover is here: ${params.link}`,
  'tell.kept': (params: { mention: string; song: string }) =>
    `${params.mention} your cover of **${params.song}** is done and kept for you.`,
  'tell.failed': (params: { mention: string; song: string; reason: string }) =>
    `${params.mention} your cover of **${params.song}** didn't work out. ${params.reason}`,
  'tell.cancelled': (params: { mention: string; song: string }) =>
    `${params.mention} your cover of **${params.song}** is cancelled.`,

  'cover.headline': (params: { mention: string; song: string }) =>
    `${params.mention} your cover of **${params.song}** is ready!`,
  'cover.facts': (params: { model: string; takes: number; micros: number | null }) =>
    [
      params.model,
      ...(params.takes > 1 ? [counted(params.takes, 'take', 'takes')] : []),
      ...(params.micros === null ? [] : [money(params.micros)]),
    ].join(' · '),
  'cover.take': (params: { number: number; seed: number | null }) =>
    `Take ${params.number}${params.seed === null ? '' : ` · seed ${params.seed}`}`,
  'cover.takeLink': (params: { url: string; expiresAt: number | null }) =>
    `[too large to attach, listen here](<${params.url}>)` +
    (params.expiresAt === null ? '' : `, kept as a link until ${dateTime(params.expiresAt)}`),

  'details.title': (params: { song: string }) => `**Cover of ${params.song}**`,
  'details.requester': (params: { mention: string }) => `Asked for by ${params.mention}`,
  'details.style': (params: { style: string }) => `Style: ${params.style}`,
  'details.noStyle': () => 'Style: none',
  'details.model': (params: { model: string }) => `Model: ${params.model}`,
  'details.seeds': (params: { seeds: string }) => `Seed: ${params.seeds}`,
  'details.takes': (params: { takes: number }) => `Takes: ${params.takes}`,
  'details.price': (params: { micros: number }) => `Price: ${money(params.micros)}`,
  'details.noPrice': () => 'Price: not settled yet',
  'details.reference': (params: { length: string; size: string }) => `Song: ${params.length}, ${params.size}`,
  'details.ownLyrics': () => "Lyrics: the song's own",
  'details.lyrics': () => 'Lyrics:',
  'details.lyricsFile': () => 'Lyrics: in the attached file',
  'details.timeline': () => 'Timeline:',
  'details.moment': (params: { at: number; what: string; where: string | null }) =>
    `${clockTime(params.at)} ${params.what}${params.where === null ? '' : ` (${params.where})`}`,
  'details.state.queued': () => 'in line',
  'details.state.submitting': () => 'sent to the music service',
  'details.state.generating': () => 'being made',
  'details.state.delivering': () => 'made; on its way here',
  'details.state.unknown': () => 'finding out what became of it',
  'details.state.delivered': () => 'delivered',
  'details.state.failed': () => 'failed',
  'details.state.cancelled': () => 'cancelled',

  'permission.viewChannel': () => 'View Channel',
  'permission.sendMessages': () => 'Send Messages',
  'permission.sendMessagesInThreads': () => 'Send Messages in Threads',
  'permission.attachFiles': () => 'Attach Files',
  'permission.readMessageHistory': () => 'Read Message History',
  'permission.manageThreads': () => 'Manage Threads',

  'error.unexpected': (params: { reference: string }) =>
    `Something went wrong on my side. Please try again; if it happens again, tell whoever runs this bot: reference \`${params.reference}\`.`,
  'error.serverOnly': () => 'I make covers in servers only. Please use `/cover` in a channel of a server.',
};
