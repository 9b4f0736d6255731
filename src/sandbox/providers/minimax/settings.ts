import { type MinimaxModel, minimaxLimits } from './limits.ts';

/**
 * How the stand-in behaves where MiniMax's documentation is silent, contradicts itself or may change. Read at the moment of
 * use, so a test may change any of them while the stand-in runs. A comment says what is known.
 */
export interface MinimaxSettings {
  /** How long a music call is held before its answer, in milliseconds of the stand-in's clock. 30–120 s and more was seen. */
  generationMs: number;
  /** The first frame of a streamed answer; about 20 s was seen. */
  firstFrameMs: number;
  preprocessMs: number;
  /** How long results are, as a share of their songs: a live cover of a song of 182 s was 174 s long. */
  resultLength: number;
  lyricsMs: number;

  /** The account's plan. */
  enabledModels: readonly MinimaxModel[];
  /** What any other model is refused with: invalid params, or not in the plan. */
  otherModelCode: 2013 | 2061;
  /** Keys of accounts that are closed: HTTP 410 and 2153 on every endpoint. Since 2026-08-20 that is every new account. */
  closedKeys: readonly string[];
  musicPriceMicros: number;
  lyricsPriceMicros: number;
  /** Music calls per minute, 1002 beyond; null for no limit. */
  requestsPerMinute: number | null;
  freeRequestsPerMinute: number | null;
  /** Music calls at once, 1041 beyond; null for no limit. */
  maximumConnections: number | null;
  /** Whether a call whose caller hung up goes on and is billed. Inferred. */
  abandonedCalls: 'finish' | 'drop';

  /** HTTP status of a refusal; usually 200. A closed account's is 410 whatever this says. */
  errorStatus: number;
  /** HTTP status of a path that is not there; its body is a refusal like any other. */
  unknownPathStatus: number;
  /** `data` of a refused music call. Both were seen. */
  errorData: 'null' | 'missing';
  /** `music_duration` … in the documentation, `audio_length` … in an official client. */
  extraInfoNames: 'music' | 'audio';
  /** The documentation and an official server have the link in `audio`; an official client looks for `audio_url`. */
  urlField: 'audio' | 'audio_url';
  stream: 'play' | 'refuse';

  /** Fields that the API does not have. Unknown. */
  unknownFields: 'ignore' | 'refuse';
  /** Fields of generation models in a cover, and of covers in a song. Unknown. */
  foreignFields: 'refuse' | 'ignore';
  /** `seed` is not in the schema, yet an official client sends it. Effect unknown. */
  seed: 'use' | 'ignore';
  /** `audio_setting.channel`, of which the same is true. */
  channel: 'use' | 'ignore';
  /** `data:audio/mpeg;base64,` before the base64. Inferred to be wrong. */
  dataUriPrefix: 'refuse' | 'accept';

  /** Own lyrics without a feature id: allowed by the documentation, refused by the real API as seen. */
  ownLyricsInOneStep: 'refuse' | 'sing';
  /** Shorter references fail without a feature id, with the same message. About 14 s was seen to; null for never. */
  oneStepMinimumMs: number | null;
  /** Whether references have vocals; the stand-in cannot hear. Without them a cover is refused. */
  vocals: 'found' | 'missing';
  /**
   * What such a cover is refused with in one step and without lyrics: in words that say why, or as seen live in May 2026, with
   * 2013 `lyrics is too short` or with 1000 `unknown error`.
   */
  withoutVocals: 'explained' | 'lyricsTooShort' | 'unknownError';
  /** What the preprocessing makes of a reference without vocals. Unknown. */
  preprocessWithoutVocals: 'refuse' | 'emptyLyrics';
  maximumReferenceBytes: number;
  /** How long a reference may take to load, in real milliseconds. */
  downloadTimeoutMs: number;

  featureLifeMs: number;
  /** Whether the same audio again gives its feature id a new life. Unknown. */
  repeatedPreprocess: 'renews' | 'keepsExpiry';
  linkLifeMs: number;
  /** What a link answers after its time. */
  deadLinkStatus: 403 | 404;
}

export const defaultMinimaxSettings: MinimaxSettings = {
  generationMs: 60_000,
  firstFrameMs: 20_000,
  preprocessMs: 5_000,
  resultLength: 1,
  lyricsMs: 5_000,
  // The free ones are discontinued.
  enabledModels: ['music-cover', 'music-3.0', 'music-2.6', 'music-2.5+', 'music-2.5', 'music-2.0', 'music-1.5'],
  otherModelCode: 2013,
  closedKeys: [],
  musicPriceMicros: minimaxLimits.priceMicros.music,
  lyricsPriceMicros: minimaxLimits.priceMicros.lyrics,
  requestsPerMinute: minimaxLimits.requestsPerMinute.paid,
  freeRequestsPerMinute: minimaxLimits.requestsPerMinute.free,
  maximumConnections: minimaxLimits.connections,
  abandonedCalls: 'finish',
  errorStatus: 200,
  unknownPathStatus: 404,
  errorData: 'null',
  extraInfoNames: 'music',
  urlField: 'audio',
  stream: 'play',
  unknownFields: 'ignore',
  foreignFields: 'refuse',
  seed: 'use',
  channel: 'use',
  dataUriPrefix: 'refuse',
  ownLyricsInOneStep: 'refuse',
  oneStepMinimumMs: null,
  vocals: 'found',
  withoutVocals: 'lyricsTooShort',
  preprocessWithoutVocals: 'refuse',
  maximumReferenceBytes: minimaxLimits.reference.maximumBytes,
  downloadTimeoutMs: 30_000,
  featureLifeMs: minimaxLimits.featureLifeMs,
  repeatedPreprocess: 'renews',
  linkLifeMs: minimaxLimits.linkLifeMs,
  deadLinkStatus: 403,
};
