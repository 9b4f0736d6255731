import type { Model } from '../domain/models.ts';
import { clockTime, counted, dateTime, price } from './format.ts';

interface Recording {
  length: string;
  size: string;
}

/** What is posted for all to see, its details, and what stands alone. Inputs arrive escaped. */
export const enViewTexts = {
  'cover.facts': (params: { maker: string; takes: number; micros: number | null }) =>
    [
      params.maker,
      ...(params.takes > 1 ? [counted(params.takes, 'take', 'takes')] : []),
      ...(params.micros === null ? [] : [price(params.micros)]),
    ].join(' · '),
  'cover.take': (params: { number: number; seed: number | null }) =>
    `Take ${params.number}${params.seed === null ? '' : ` · seed ${params.seed}`}`,
  'cover.takeLink': (params: { url: string; expiresAt: number | null }) =>
    `[too large to attach, listen here](<${params.url}>)` +
    (params.expiresAt === null ? '' : `, kept as a link until ${dateTime(params.expiresAt)}`),
  'cover.fileTitle': (params: { kind: Model['kind']; number: number | null }) =>
    `(${params.kind}${params.number === null ? '' : ` ${params.number}`})`,

  'details.title': (params: { song: string | null }) =>
    params.song === null ? '**New song**' : `**Cover of ${params.song}**`,
  'details.requester': (params: { mention: string }) => `Asked for by ${params.mention}`,
  'details.style': (params: { style: string }) => `Style: ${params.style}`,
  'details.noStyle': () => 'Style: none',
  'details.maker': (params: { maker: string }) => `Made by: ${params.maker}`,
  'details.seeds': (params: { seeds: string }) => `Seed: ${params.seeds}`,
  'details.takes': (params: { takes: number }) => `Takes: ${params.takes}`,
  'details.price': (params: { micros: number }) => `Price: ${price(params.micros)}`,
  'details.noPrice': () => 'Price: not settled yet',
  'details.unknownPrice': () => 'Price: not known',
  'details.reference': (params: Recording) => `Song: ${params.length}, ${params.size}`,
  'details.voice': (params: Recording) => `Voice from a recording: ${params.length}, ${params.size}`,
  'details.instrumental': (params: Recording) => `Instruments from a recording: ${params.length}, ${params.size}`,
  'details.noVoice': () => 'Lyrics: none, nobody sings',
  'details.writtenLyrics': () => 'Lyrics: written by the music service',
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
  'error.serverOnly': () => 'I make music in servers only. Please use me in a channel of a server.',
};
