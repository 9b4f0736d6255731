/** The kinds of audio files that a song may come in, as members know them. */
export const songFormats = ['MP3', 'M4A', 'WAV', 'OGG', 'OPUS', 'FLAC'] as const;

/**
 * The endings that an upload may have, as Discord knows them: two groups of its own, and what these lack. It takes ten at the most
 * and looks at the name alone.
 */
export const UPLOAD_TYPES = [
  ...(['audio', 'video'] as const),
  ...(['.aac', '.aif', '.aiff', '.m4b', '.qta', '.3gp', '.mkv', '.ts'] as const),
] as const;

/** What names of files end in whose sound is taken: films and downloads too, of which the sound is taken out. */
export const SONG_ENDINGS = [
  ...['mp3', 'm4a', 'm4b', 'm4r', 'wav', 'wave', 'ogg', 'oga', 'opus', 'flac', 'aac', 'aif', 'aiff', 'aifc'],
  ...['mp4', 'm4v', 'mov', 'qta', '3gp', '3g2', 'webm', 'weba', 'mkv', 'mka', 'ts', 'm2ts', 'mts'],
] as const;

/** Codecs by the container that they are sent in, both as the prober names them. */
export type SoundTable = Readonly<Record<string, readonly string[]>>;

/** Whether a sound of this kind stands in a table. */
export function isSoundIn(table: SoundTable, { container, codec }: { container: string; codec: string }): boolean {
  // Records of earlier releases name the codec of an MP3 in other ways; it can hold no other.
  return container === 'MP3' ? 'MP3' in table : (table[container]?.includes(codec) ?? false);
}

/** A song's length is looked for up to here, which is beyond all that is uploaded; a longer one is only known to be longer. */
export const LONGEST_KNOWN_SECONDS = 4 * 3_600;
