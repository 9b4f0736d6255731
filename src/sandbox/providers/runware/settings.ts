/**
 * How the stand-in behaves where Runware's documentation is silent, contradicts itself or may change. Read at the moment of
 * use, so a test may change any of them while the stand-in runs. A comment says what is known.
 */
export interface RunwareSettings {
  /** From acceptance to the first result, in milliseconds of the stand-in's clock. */
  generationMs: number;
  /** How much later each further result of a task is done. */
  resultStaggerMs: number;
  /** How long results are, as a share of their songs: a live cover of a song of 182 s was 174 s long. */
  resultLength: number;
  /** A sync request is answered with 504 after this time, while its task goes on. About 120 s by the documentation. */
  syncLimitMs: number;

  /** The `status` of a result that is not done: `processing` now, `pending` in older documentation; `noItem` leaves `data` empty. */
  runningWord: 'processing' | 'pending' | 'missing' | 'noItem';
  /** Whether every unfinished result has its own item. */
  runningItems: 'perResult' | 'one';
  /** Adds `progress`, 0 to 99, to running items. */
  showProgress: boolean;
  /** A `status` in the acknowledgement of an async task; null leaves it out. */
  ackStatus: string | null;
  /** Whether the acknowledgement has an item for its task, or `data` that is empty. */
  ackItem: 'present' | 'missing';
  /** `taskType` of polled items: examples have the original one, a sentence of the documentation says the other. */
  polledTaskType: 'audioInference' | 'getResponse';
  /** HTTP status of a poll that holds nothing but errors. Unknown. */
  failedPollStatus: 200 | 400;
  /** Whether several `getResponse` may stand in one request. Inferred; no official client does it. */
  batchedPolls: 'accept' | 'refuse';
  /** Which of the two forms a failure takes that was not planned by `failNext`. */
  failureForm: 'errors' | 'item';

  /** `data: []` beside `errors`. Seen on the wire. */
  emptyDataWithErrors: boolean;
  /** `taskType` and `taskUUID` in errors; both may be missing. */
  errorsNameTask: boolean;

  /**
   * The same `taskUUID` again: refused always, refused only until the first has ended (then run and billed again),
   * acknowledged without effect, or run and billed again.
   */
  duplicateTask: 'conflict' | 'conflictWhileRunning' | 'ignore' | 'runAgain';
  duplicateCode: string;
  /** A poll for an id that never was or is forgotten: an error, or, as clients have reported, what a running task looks like. */
  unknownTask: 'error' | 'running' | 'empty';
  /** `taskNotFound`, `taskExpired`, `taskFailedOrNotFound` and `taskCancelled` are in the official client's catalogue. */
  unknownTaskCode: string;
  /** Fields that the task does not have: the official schemas allow none, and refusals of them were seen. */
  unknownFields: 'refuse' | 'ignore';
  /** Only UUID v4 by the documentation; a v7 was once seen to pass. */
  taskUuids: 'v4' | 'any';
  /** Whether the three fields of `audioSettings` must come together. Unknown. */
  audioSettingsFields: 'any' | 'allTogether';
  /** Data URI or base64 in `inputs.audio`, which the model page does not mention and the official client sends. */
  inlineAudio: 'refuse' | 'accept';

  /** What is posted to `webhookURL` of a result that failed: the flat error, the item of a poll, or the envelope. Unknown. */
  webhookFailure: 'error' | 'item' | 'envelope';
  /** How often a webhook or an upload that does not answer with 2xx is tried. Unknown. */
  deliveryAttempts: number;
  /** How long each of them may take to answer, in real milliseconds. About 5 s by the documentation. */
  deliveryTimeoutMs: number;

  /** Over WebSocket: what one task brings in one frame, or a frame for each result. Unknown; clients take both. */
  socketFrames: 'perTask' | 'perResult';
  /** What errors are under there: a list as over HTTP, or the first one alone, as an official client looks for. */
  socketErrors: 'errors' | 'error';
  /** A WebSocket on which nothing is said is closed after this time. About 120 s by the documentation. */
  socketIdleMs: number;

  /** Whether a bad reference is refused at once or makes an accepted task fail. Unknown. */
  referenceCheck: 'beforeAck' | 'afterAck';
  downloadFailedCode: string;
  undecodableCode: string;
  audioLengthCode: string;
  unknownMediaCode: string;
  noCreditCode: string;
  /** The most bytes of a reference or an upload. Unknown. */
  maximumMediaBytes: number;
  /** How long a reference may take to load, in real milliseconds. */
  downloadTimeoutMs: number;

  /** 429 when this many tasks are running; null for never. */
  maximumRunning: number | null;
  /** Life of a result link without `ttl`; null for as long as the bytes are held. Unknown. */
  linkLifeMs: number | null;
  /** What a link answers after its time. */
  deadLinkStatus: 403 | 404;
  /** How long a finished task can be polled; null for ever. Unknown. */
  resultRetentionMs: number | null;
  /** How long `getTaskDetails` knows a finished task; null for ever. Unknown. */
  taskDetailsRetentionMs: number | null;
  /** Whether `getTaskDetails` makes new links to the results or repeats the old ones. */
  taskDetailsLinks: 'fresh' | 'original';
  /** Whether `getTaskDetails` knows a task from its acceptance on, or only once it has ended. Unknown. */
  taskDetailsKnow: 'all' | 'ended';
  /** What `getTaskDetails` says of a task that it does not know: 404 with an error, or `data` that is empty. */
  unknownTaskDetails: 'error' | 'empty';
  /** What `getTaskDetails` holds after a refused repetition: the result, or, as a client has reported, that refusal. */
  taskDetailsRecord: 'result' | 'lastResponse';
  /** How long an upload can be used; null for ever. Unknown. */
  mediaLifeMs: number | null;
  /** How many times the price a result is said to have cost. */
  statedCostFactor: number;
  /** Whether a failed result says what it has cost. Unknown. */
  failureCost: 'missing' | 'stated';
  /** A number in the documentation's example, an object in the newer schema. */
  balanceForm: 'number' | 'object';
}

export const defaultRunwareSettings: RunwareSettings = {
  generationMs: 60_000,
  resultStaggerMs: 5_000,
  resultLength: 1,
  syncLimitMs: 120_000,
  runningWord: 'processing',
  runningItems: 'perResult',
  showProgress: false,
  ackStatus: null,
  ackItem: 'present',
  polledTaskType: 'audioInference',
  failedPollStatus: 200,
  batchedPolls: 'accept',
  failureForm: 'errors',
  emptyDataWithErrors: true,
  errorsNameTask: true,
  duplicateTask: 'conflict',
  duplicateCode: 'conflictTaskUUID',
  unknownTask: 'error',
  unknownTaskCode: 'taskNotFound',
  unknownFields: 'refuse',
  taskUuids: 'v4',
  audioSettingsFields: 'any',
  inlineAudio: 'accept',
  webhookFailure: 'error',
  deliveryAttempts: 5,
  deliveryTimeoutMs: 5_000,
  socketFrames: 'perTask',
  socketErrors: 'errors',
  socketIdleMs: 120_000,
  referenceCheck: 'beforeAck',
  downloadFailedCode: 'invalidAudioURL',
  undecodableCode: 'invalidAudio',
  audioLengthCode: 'invalidAudioDuration',
  unknownMediaCode: 'mediaNotFound',
  noCreditCode: 'insufficientCredits',
  maximumMediaBytes: 50_000_000,
  downloadTimeoutMs: 30_000,
  maximumRunning: null,
  linkLifeMs: 24 * 3_600_000,
  deadLinkStatus: 404,
  resultRetentionMs: null,
  taskDetailsRetentionMs: null,
  taskDetailsLinks: 'fresh',
  taskDetailsKnow: 'all',
  unknownTaskDetails: 'error',
  taskDetailsRecord: 'result',
  mediaLifeMs: null,
  statedCostFactor: 1,
  failureCost: 'missing',
  balanceForm: 'number',
};
