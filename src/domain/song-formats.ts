/** The kinds of audio files that a song may come in, as members know them. */
export const songFormats = ['MP3', 'M4A', 'WAV', 'OGG', 'OPUS', 'FLAC'] as const;

/** What names of files end in whose sound is taken: films and downloads too, of which the sound is taken out. */
export const SONG_ENDINGS = [
  ...['mp3', 'm4a', 'm4b', 'm4r', 'wav', 'wave', 'ogg', 'oga', 'opus', 'flac', 'aac', 'aif', 'aiff', 'aifc'],
  ...['mp4', 'm4v', 'mov', 'qta', '3gp', '3g2', 'webm', 'weba', 'mkv', 'mka', 'ts', 'm2ts', 'mts'],
] as const;

/** Codecs by the container that they are sent in, both as the prober names them. */
export type SoundTable = Readonly<Record<string, readonly string[]>>;

/** Whether a sound of this kind stands in a table. */
export function isSoundIn(table: SoundTable, { container, codec }: { container: string; codec: string }): boolean {
  return table[container]?.includes(codec) ?? false;
}

/** What a file is whose sound is not taken, where that is known. */
export const unreadFormats = [
  'AC-3',
  'AIFF',
  'AMR',
  'AU',
  'AVI',
  'CAF',
  'DSD',
  'DTS',
  'FLV',
  'FilmWithAlac',
  'MIDI',
  'MP2',
  'MPEG',
  'Monkey',
  'Musepack',
  'OddFilm',
  'OddM4a',
  'OddOgg',
  'OddWav',
  'Protected',
  'RealMedia',
  'Speex',
  'TTA',
  'WMA',
  'WavPack',
] as const;

export type UnreadFormat = (typeof unreadFormats)[number];

/** A song's length is looked for up to here, which is beyond all that is uploaded; a longer one is only known to be longer. */
export const LONGEST_KNOWN_SECONDS = 4 * 3_600;
