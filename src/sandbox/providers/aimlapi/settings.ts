import { type AimlapiModel, aimlapiLimits } from './limits.ts';

/**
 * How the stand-in behaves where AI/ML API's documentation is silent, contradicts itself or may change. Read at the moment
 * of use, so a test may change any of them while the stand-in runs. A comment says what is known.
 */
export interface AimlapiSettings {
  /** From acceptance to the result, in milliseconds of the stand-in's clock. */
  generationMs: number;
  /** How much of that time is spent queued. */
  queuedMs: number;
  /** How long results are, as a share of their songs: a live cover of a song of 182 s was 174 s long. */
  resultLength: number;
  /** A synchronous request is answered with 504 after this time; null for never. Unknown. */
  syncLimitMs: number | null;
  /** Whether a synchronous request that ran into 504 is billed. Failed requests are not, by the documentation. */
  timedOutIsBilled: boolean;

  /** The schema says 200, a general page and a real client say 201. */
  submitStatus: 200 | 201;
  /** The first of the two running states; older sample code also knows `waiting`. */
  queuedWord: string;
  /** The second one; may be any word that a client does not know. */
  generatingWord: string;
  /** What `audio_file` and `error` are while there is none. */
  emptyFields: 'missing' | 'null';
  /** A failed generation's `error`: `{name, message}`, or, as old code has seen, `{detail: [{msg}]}`. */
  failureForm: 'object' | 'detail';
  /** `meta.usage` of a completed generation: in credits and dollars, or, as older schemas have it, in credits alone; `missing` leaves `meta` out. */
  usage: 'null' | 'filled' | 'creditsOnly' | 'missing';
  /** `x-aimlapi-credits-used` and `x-aimlapi-usd-spent`. */
  usageHeaders: boolean;
  /** 21 characters, a UUID, or a UUID with the model behind a colon. The legacy model always has a colon. */
  idForm: 'nanoid' | 'uuid' | 'withColon';

  /** Seen on the wire in 2026, and the form that the documentation prints. */
  errorEnvelope: 'problem' | 'documented';
  /** `statusCode` in the documented form: a string there, a number elsewhere. */
  statusCodeForm: 'string' | 'number';
  /** What a 404 for an unknown generation id holds. Unknown. */
  unknownIdBody: 'envelope' | 'empty' | 'text';
  /** The header of a 429; none was ever seen. */
  retryAfter: 'none' | 'seconds' | 'date';
  retryAfterSeconds: number;
  /** A body with fields that the schema does not have. Probably ignored. */
  unknownFields: 'refuse' | 'ignore';

  /** Prompts that AI/ML API's schema takes and MiniMax does not; nothing was found that says they are refused. */
  longPrompts: 'accept' | 'refuse' | 'truncate';
  longLyrics: 'accept' | 'refuse' | 'truncate';
  /** Lyrics of a cover: optional now, required in an older schema. */
  coverLyrics: 'optional' | 'required';
  /** Own lyrics without preprocessing, which MiniMax itself has often refused. */
  ownLyricsInOneCall: 'accept' | 'refuse';
  /** Base64 without `data:` before it: one page takes it, the newer schema speaks of data URIs. */
  bareBase64: 'accept' | 'refuse';
  /** Whether what MiniMax refuses is refused at once or makes an accepted generation fail. Unknown. */
  upstreamCheck: 'beforeAck' | 'afterAck';
  /** The HTTP status of such a refusal at once. 500 is documented for errors of partners. */
  upstreamStatus: 400 | 422 | 500;
  /** What the stand-in pretends to hear: a reference without vocals is refused. */
  referenceHasVocals: boolean;
  /** What such a cover without lyrics is refused with: in words that say why, or as MiniMax itself was seen to. */
  withoutVocals: 'explained' | 'lyricsTooShort' | 'unknownError';
  /** The most bytes of a reference or an upload. */
  maximumMediaBytes: number;
  /** How long a reference may take to load, in real milliseconds. */
  downloadTimeoutMs: number;

  /** Models that the provider has switched off: `music-01` is not in the newest schema. */
  switchedOff: readonly AimlapiModel[];
  /** The two-step cover is in the newest schema only. */
  preprocess: 'on' | 'off';
  featureLifeMs: number;
  /** How long an upload for `music-01` can be used; null for ever. Unknown. */
  uploadLifeMs: number | null;
  /** How `music-01` refuses and fails: by HTTP status, or with 200 and `base_resp` as MiniMax does. Unknown. */
  music01Errors: 'http' | 'baseResp';
  /** Which fields `audio_setting` of `music-01` must have: the printed schemas differ. */
  music01Sound: 'formatOnly' | 'allTogether';

  /** Money for one result, in micro-dollars. Unknown. */
  priceMicros: Record<AimlapiModel, number>;
  /**
   * The prices of `GET /v1/models?include=pricing`, for which no key is needed. The list of units is known from text models, whose
   * unit is a token; what the unit of music is called is not. `off`: there is no such path.
   */
  pricing: 'perGeneration' | 'perSecond' | 'asText' | 'missing' | 'off';
  /** How many times the price that is billed is published. */
  publishedPriceFactor: number;
  /** An account that must first be verified is refused with 403. */
  account: 'active' | 'unverified';
  /** 429 when this many generations are running; null for never. */
  maximumRunning: number | null;
  linkLifeMs: number;
  /** Links of the legacy model: without signature and without end, as one on its page, or like those of the newer models. */
  legacyLinks: 'unsigned' | 'signed';
  /** How long a finished generation can be polled; null for ever. Unknown. */
  generationRetentionMs: number | null;
}

export const defaultAimlapiSettings: Readonly<AimlapiSettings> = {
  generationMs: 60_000,
  queuedMs: 5_000,
  resultLength: 1,
  syncLimitMs: null,
  timedOutIsBilled: false,
  submitStatus: 201,
  queuedWord: 'queued',
  generatingWord: 'generating',
  emptyFields: 'missing',
  failureForm: 'object',
  usage: 'null',
  usageHeaders: false,
  idForm: 'nanoid',
  errorEnvelope: 'problem',
  statusCodeForm: 'string',
  unknownIdBody: 'envelope',
  retryAfter: 'none',
  retryAfterSeconds: 30,
  unknownFields: 'ignore',
  longPrompts: 'accept',
  longLyrics: 'accept',
  coverLyrics: 'optional',
  ownLyricsInOneCall: 'accept',
  bareBase64: 'accept',
  upstreamCheck: 'beforeAck',
  upstreamStatus: 400,
  referenceHasVocals: true,
  withoutVocals: 'lyricsTooShort',
  maximumMediaBytes: aimlapiLimits.cover.reference.maximumBytes,
  downloadTimeoutMs: 30_000,
  switchedOff: [],
  preprocess: 'on',
  featureLifeMs: aimlapiLimits.cover.featureLifeMs,
  uploadLifeMs: null,
  music01Errors: 'http',
  music01Sound: 'formatOnly',
  priceMicros: {
    'minimax/music-cover': 150_000,
    'minimax/music-2.6': 150_000,
    'minimax/music-2.0': 150_000,
    'minimax/music-1.5': 150_000,
    'minimax-music': 150_000,
    'music-01': 150_000,
  },
  pricing: 'perGeneration',
  publishedPriceFactor: 1,
  account: 'active',
  maximumRunning: null,
  linkLifeMs: aimlapiLimits.linkLifeMs,
  legacyLinks: 'unsigned',
  generationRetentionMs: null,
};
