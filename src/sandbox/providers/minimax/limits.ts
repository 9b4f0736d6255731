/**
 * What MiniMax's documentation says of its music API, typed in from there and kept apart from the bot's own catalog, so that
 * a wrong number on one side shows.
 */
export const minimaxLimits = {
  /** The free ones were discontinued in August 2026, when the paid ones were closed to new users. */
  models: {
    'music-cover': { kind: 'cover', isFree: false },
    'music-cover-free': { kind: 'cover', isFree: true },
    'music-2.6': { kind: 'song', isFree: false },
    'music-2.6-free': { kind: 'song', isFree: true },
    'music-3.0': { kind: 'song', isFree: false },
    'music-3.0-free': { kind: 'song', isFree: true },
    'music-2.5+': { kind: 'song', isFree: false },
    'music-2.5': { kind: 'song', isFree: false },
    'music-2.0': { kind: 'song', isFree: false },
    'music-1.5': { kind: 'song', isFree: false },
  },
  /** The only model that the preprocessing takes. */
  preprocessModel: 'music-cover',
  /** Lengths are in characters (code points). */
  cover: {
    style: { minimum: 10, maximum: 300 },
    lyrics: { minimum: 10, maximum: 1_000 },
  },
  song: {
    style: { minimum: 0, maximum: 2_000 },
    instrumentalStyle: { minimum: 1, maximum: 2_000 },
    lyrics: { minimum: 1, maximum: 3_500 },
  },
  lyricsGeneration: {
    modes: ['write_full_song', 'edit'],
    prompt: { minimum: 0, maximum: 2_000 },
    lyrics: { minimum: 1, maximum: 3_500 },
  },
  reference: { minimumMs: 6_000, maximumMs: 360_000, maximumBytes: 50_000_000 },
  /** In Hz. */
  sampleRates: [16_000, 24_000, 32_000, 44_100],
  /** In bit/s. */
  bitrates: [32_000, 64_000, 128_000, 256_000],
  formats: ['mp3', 'wav', 'pcm'],
  outputFormats: ['hex', 'url'],
  /** Not in the schema of the API; the range is that of the official command-line client. */
  seed: { minimum: 0, maximum: 1_000_000 },
  featureLifeMs: 24 * 3_600_000,
  linkLifeMs: 24 * 3_600_000,
  requestsPerMinute: { paid: 120, free: 3 },
  connections: 20,
  /** Prices in yuan are official, ¥1.0 and ¥0.05; those in dollars come from resellers' lists. */
  priceMicros: { music: 150_000, lyrics: 7_000 },
  /** Section tags of the music endpoint. */
  musicTags: [
    ...['Intro', 'Verse', 'Pre Chorus', 'Chorus', 'Interlude', 'Bridge', 'Outro', 'Post Chorus'],
    ...['Transition', 'Break', 'Hook', 'Build Up', 'Inst', 'Solo'],
  ],
  /** Section tags that the lyrics endpoint writes, some of them spelt in another way. */
  lyricsTags: [
    ...['Intro', 'Verse', 'Pre-Chorus', 'Chorus', 'Hook', 'Drop', 'Bridge', 'Solo', 'Build-up'],
    ...['Instrumental', 'Breakdown', 'Break', 'Interlude', 'Outro'],
  ],
} as const;

export type MinimaxModel = keyof typeof minimaxLimits.models;
export type SoundFormat = (typeof minimaxLimits.formats)[number];
export type OutputFormat = (typeof minimaxLimits.outputFormats)[number];
