/** The kinds of audio files that a song may come in, as members know them. */
export const songFormats = ['MP3', 'M4A', 'WAV', 'OGG', 'OPUS', 'FLAC'] as const;
