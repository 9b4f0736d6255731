import type { Model } from '../../domain/models.ts';
import type { Formats } from '../format.ts';

interface Recording {
  seconds: number;
  sizeBytes: number;
}

/** What is posted for all to see, its details, and what stands alone. Inputs arrive escaped. */
export const views = ({ number, counted, list, price, songLength, megabytes, dateTime, clockTime }: Formats) => {
  const recording = ({ seconds, sizeBytes }: Recording) => `${songLength(seconds)}, ${megabytes(sizeBytes)}`;

  return {
    'cover.take': (params: { number: number; seed: number | null }) =>
      `Take ${number(params.number)}${params.seed === null ? '' : ` · seed ${params.seed}`}`,
    'cover.takeLink': (params: { url: string; expiresAt: number | null; isAttached: boolean; isTooLarge: boolean }) =>
      `[${params.isAttached ? 'the original file' : params.isTooLarge ? 'too large to attach, listen here' : 'listen here'}](<${params.url}>)` +
      (params.expiresAt === null ? '' : `, until ${dateTime(params.expiresAt)}`),
    'cover.takeTooLarge': () => 'too large to attach',
    'cover.takeMissing': () => "couldn't be attached",
    'cover.fileTitle': (params: {
      kind: Model['kind'];
      song: string | null;
      style: string | null;
      number: number | null;
      format: string | null;
    }) => {
      const details = [
        ...(params.number === null ? [] : [`take ${number(params.number)}`]),
        ...(params.format === null ? [] : [params.format]),
      ];
      const name = [params.song, params.style].filter((part) => part !== null).join(' – ');
      const isOfNoStyle = params.song !== null && params.style === null;
      const title = isOfNoStyle ? `${name} – ${params.kind}` : name || `New ${params.kind}`;
      return details.length === 0 ? title : `${title} (${details.join(', ')})`;
    },
    'tags.about': (params: { kind: Model['kind']; song: string | null }) =>
      params.kind === 'song' ? 'Song made by AI' : `AI cover of ${params.song ?? 'a song'}`,
    'tags.style': (params: { style: string }) => `Style: ${params.style}`,
    'tags.maker': (params: { model: string; provider: string }) => `Model: ${params.model} (${params.provider})`,
    'tags.seed': (params: { seed: number }) => `Seed: ${params.seed}`,
    'tags.rights': (params: { kind: Model['kind'] }) =>
      params.kind === 'song'
        ? 'Made by a machine: say so where you share it.'
        : 'Made by a machine: say so where you share it. The rights in the original stay with its owners.',
    'tags.artist': () => 'Coverband',
    'cover.picture': () => 'Waveform',
    'cover.pictureDescription': (params: { kind: Model['kind'] }) =>
      params.kind === 'cover' ? 'Waveforms of the song and of its cover' : 'Waveform of the song',

    'button.anotherTake': () => 'Another take',
    'button.vote': (params: { votes: number }) => `♥ ${number(params.votes)}`,
    'more.placeholder': () => 'More…',
    'more.details': () => 'Details',
    'more.lyrics': () => 'Lyrics',
    'more.original': () => 'Download the original',
    'more.report': () => 'Report',
    'more.remove': () => 'Delete',

    'lineage.fromReference': (params: { url: string }) => `↳ Remix of [this cover](${params.url})`,
    'lineage.fromCover': (params: { url: string }) => `↳ Cover of [this cover](${params.url})`,
    'thread.name': (params: { kind: Model['kind'] }) => (params.kind === 'cover' ? 'Covers' : 'New songs'),

    'report.headline': (params: { kind: Model['kind']; song: string | null }) =>
      params.song === null ? `A ${params.kind} was reported.` : `A ${params.kind} of **${params.song}** was reported.`,
    'report.cover': (params: { url: string }) => `Message: ${params.url}`,
    'report.how': () =>
      'Right-click or hold the message, then **Apps → Moderate this cover**, to do something about it.',
    'report.requester': (params: { mention: string }) => `Asked for by ${params.mention}`,
    'report.reporter': (params: { mention: string; name: string }) =>
      `Reported by ${params.mention} (${params.name}), who says:`,

    'details.title': (params: { song: string | null }) =>
      params.song === null ? '**New song**' : `**Cover of ${params.song}**`,
    'details.requester': (params: { mention: string }) => `For ${params.mention}`,
    'details.style': (params: { style: string }) => `Style: ${params.style}`,
    'details.noStyle': () => 'Style: none',
    'details.maker': (params: { maker: string }) => `Made by: ${params.maker}`,
    'details.seeds': (params: { seeds: readonly number[] }) => `Seed: ${list(params.seeds.map(String))}`,
    'details.takes': (params: { takes: number }) => `Takes: ${number(params.takes)}`,
    'details.price': (params: { micros: number }) => `Price: ${price(params.micros, 'free')}`,
    'details.noPrice': () => 'Price: not final yet',
    'details.unknownPrice': () => 'Price: not known',
    'details.reference': (params: Recording) => `Song: ${recording(params)}`,
    'details.voice': (params: Recording) => `Voice from a recording: ${recording(params)}`,
    'details.instrumental': (params: Recording) => `Instruments from a recording: ${recording(params)}`,
    'details.noVoice': () => 'Lyrics: none – instrumental',
    'details.writtenLyrics': () => 'Lyrics: written by the music service',
    'details.ownLyrics': () => "Lyrics: the song's own",
    'details.lyrics': () => 'Lyrics:',
    'details.lyricsFile': () => 'Lyrics: in the attached file',
    'details.timeline': () => 'What happened:',
    'details.moment': (params: { at: number; what: string; where: string | null }) =>
      `${clockTime(params.at)} ${params.what}${params.where === null ? '' : ` (${params.where})`}`,
    'details.state.queued': () => 'in line',
    'details.state.submitting': () => 'sent to the music service',
    'details.state.generating': () => 'being made',
    'details.state.delivering': () => 'finished, posting',
    'details.state.unknown': () => 'no answer yet, checking',
    'details.state.delivered': () => 'done',
    'details.state.failed': () => "didn't work",
    'details.state.cancelled': () => 'cancelled',

    'error.unexpected': (params: { reference: string }) =>
      `Something went wrong on my side. Try again – and if it happens again, tell the bot's owner: reference \`${params.reference}\`.`,
    'error.serverOnly': () => 'I only work in servers – try me in a channel.',

    'cover.title': (params: { song: string | null; style: string | null }) =>
      params.song === null
        ? `**${params.style ?? 'New song'}**`
        : `**${params.song}**${params.style === null ? '' : ` – ${params.style}`}`,
    'cover.about': (params: {
      kind: Model['kind'];
      mention: string;
      seconds: number | null;
      takes: number;
      hasNewLyrics: boolean;
      remixOf: { from: 'reference' | 'cover'; url: string } | null;
      micros: number | null;
      channel: string | null;
    }) =>
      [
        `AI ${params.kind} for ${params.mention}`,
        ...(params.seconds === null ? [] : [songLength(params.seconds)]),
        ...(params.takes > 1 ? [counted(params.takes, { one: 'take', other: 'takes' })] : []),
        ...(params.hasNewLyrics ? ['new lyrics'] : []),
        ...(params.remixOf === null
          ? []
          : [`${params.remixOf.from === 'cover' ? 'cover' : 'remix'} of [another cover](${params.remixOf.url})`]),
        ...(params.channel === null ? [] : [`asked in ${params.channel}`]),
        ...(params.micros === null ? [] : [price(params.micros, 'free')]),
      ].join(' · '),
    'cover.sentTo': (params: { provider: string; model: string }) =>
      `Sent to ${params.provider} (${params.model}) to make this.`,
    'button.newStyle': () => 'New style',
    'button.original': () => '▶ Original',
    'more.remixCover': (params: { kind: Model['kind'] }) =>
      params.kind === 'cover' ? 'Cover this cover' : 'Cover this song',
    'more.own': () => 'Make your own',
    'more.editLyrics': () => 'Other lyrics',
  };
};
