/**
 * What AI/ML API's pages say of its MiniMax music models, typed in from there and kept apart from the bot's own catalog,
 * so that a wrong number on one side shows. Text lengths are in characters (code points).
 */
export const aimlapiLimits = {
  cover: {
    model: 'minimax/music-cover',
    /** What AI/ML API's own schema takes, and what MiniMax, which makes the music, takes. */
    prompt: { minimum: 10, maximum: 2_000, upstreamMaximum: 300 },
    lyrics: { minimum: 10, maximum: 3_000, upstreamMaximum: 1_000 },
    reference: { minimumMs: 6_000, maximumMs: 360_000, maximumBytes: 50_000_000 },
    featureLifeMs: 24 * 3_600_000,
  },
  /** Models that take no reference. The older ones demand both texts and know no flags. */
  songs: {
    'minimax/music-2.6': {
      prompt: { minimum: 1, maximum: 2_000 },
      lyrics: { minimum: 1, maximum: 3_000 },
      hasFlags: true,
    },
    'minimax/music-2.0': {
      prompt: { minimum: 10, maximum: 2_000 },
      lyrics: { minimum: 10, maximum: 3_000 },
      hasFlags: false,
    },
    'minimax/music-1.5': {
      prompt: { minimum: 10, maximum: 300 },
      lyrics: { minimum: 10, maximum: 3_000 },
      hasFlags: false,
    },
  },
  legacy: {
    model: 'minimax-music',
    /** The prompt holds the lyrics; the limit stands in the description only, not in the schema. */
    lyrics: { minimum: 1, upstreamMaximum: 600 },
    reference: { longerThanMs: 15_000, kinds: ['mp3', 'wav'] },
  },
  music01: {
    model: 'music-01',
    lyrics: { minimum: 1, upstreamMaximum: 600 },
    reference: { longerThanMs: 10_000, maximumMs: 600_000, kinds: ['mp3', 'wav'] },
    purposes: ['song', 'voice', 'instrumental'],
    /** It never makes more than this. */
    resultMaximumMs: 60_000,
  },
  sampleRates: [16_000, 24_000, 32_000, 44_100],
  /** In bit/s, unlike Runware. */
  bitrates: [32_000, 64_000, 128_000, 256_000],
  formats: ['mp3', 'wav', 'pcm'],
  sound: { format: 'mp3', sampleRate: 44_100, bitrate: 256_000 },
  /** About as long as the `Expires` of a published link says. */
  linkLifeMs: 24 * 3_600_000,
  /** 120000 credits are 0.06 dollars in the schema's example, 2480 are 0.00124 on the page about costs. */
  creditsPerMicro: 2,
} as const;

export type AimlapiSongModel = keyof typeof aimlapiLimits.songs;
export type AimlapiModel = 'minimax/music-cover' | AimlapiSongModel | 'minimax-music' | 'music-01';
export type AimlapiFormat = (typeof aimlapiLimits.formats)[number];
