import type { Clock } from '../../../clock.ts';
import { type AimlapiAnswer, generationHeaders } from './answer.ts';
import { checkMusic01, checkPurpose } from './check-music01.ts';
import { newTraceId } from './ids.ts';
import { checkUpload, type LoadReferenceOptions } from './load-reference.ts';
import type { AimlapiOrder } from './order.ts';
import { badBody, type Problem, problemOf, Refusal } from './problem.ts';
import type { ResultFiles } from './result-files.ts';
import type { AimlapiSettings } from './settings.ts';
import type { AimlapiTask } from './task.ts';

export interface UploadForm {
  purpose: unknown;
  file: Uint8Array | undefined;
}

export interface Music01 {
  upload(form: UploadForm | undefined): Promise<AimlapiAnswer>;
  generate(body: unknown): Promise<AimlapiAnswer>;
}

export interface Music01Options extends LoadReferenceOptions {
  clock: Clock;
  settings: AimlapiSettings;
  files: ResultFiles;
  submit(order: AimlapiOrder): Promise<AimlapiTask>;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

/** MiniMax's codes for a bad parameter and for everything else. */
const BAD_PARAMETER = 2013;
const UNKNOWN_ERROR = 1000;

/** The oldest model: an upload, then one long request that is answered with the music itself. */
export function createMusic01(options: Music01Options): Music01 {
  const { clock, settings, files, signal } = options;

  const upload: Music01['upload'] = async (form) => {
    if (!form?.file) throw badBody('file: Expected file, received undefined');
    const purpose = checkPurpose(form.purpose);
    const song = await checkUpload(form.file, options);
    return {
      status: settings.submitStatus,
      body: { ...options.uploads.keep(song, purpose), ...closing(0, 'success') },
    };
  };

  const generate: Music01['generate'] = async (body) => {
    const task = await options.submit(checkMusic01(body, settings));
    if (!(await hasEnded(task, settings.syncLimitMs, clock, signal))) {
      if (!settings.timedOutIsBilled && !task.isSettled && !signal.aborted) {
        task.isSettled = true;
        task.refund(task.priceMicros);
      }
      throw new Refusal(problemOf(504));
    }
    const { outcome } = task;
    if (outcome.kind === 'failed') throw new Refusal(outcome.problem);
    const file = outcome.kind === 'made' ? files.read(outcome.fileId) : undefined;
    if (outcome.kind !== 'made' || !file) throw new Error('the stand-in has no room for the result');
    return {
      status: settings.submitStatus,
      headers: generationHeaders(task.id, task.priceMicros, settings),
      body: {
        data: { status: 2, audio: Buffer.from(file.data).toString('hex') },
        extra_info: {
          audio_length: Math.round(outcome.durationMs),
          audio_size: file.data.length,
          audio_bitrate: task.order.sound.bitrate,
          audio_sample_rate: task.order.sound.sampleRate,
        },
        ...closing(0, 'success'),
      },
    };
  };

  return { upload: inItsForm(upload, settings), generate: inItsForm(generate, settings) };
}

/** Puts what MiniMax refuses into `base_resp` where the settings say that AI/ML API passes it on as it is. */
function inItsForm<Input>(answer: (input: Input) => Promise<AimlapiAnswer>, settings: AimlapiSettings) {
  return async (input: Input): Promise<AimlapiAnswer> => {
    try {
      return await answer(input);
    } catch (error) {
      const isPassedOn = error instanceof Refusal && error.problem.isUpstream && settings.music01Errors === 'baseResp';
      if (!isPassedOn) throw error;
      return { status: 200, body: { data: null, ...closing(codeOf(error.problem), error.problem.message) } };
    }
  };
}

function codeOf({ message }: Problem): number {
  return message.startsWith('invalid params') ? BAD_PARAMETER : UNKNOWN_ERROR;
}

function closing(code: number, message: string) {
  return { trace_id: newTraceId(), base_resp: { status_code: code, status_msg: message } };
}

/** Waits for a generation's end; false when the limit comes first. */
async function hasEnded(
  task: AimlapiTask,
  limitMs: number | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const end = task.rendered.then(async () => {
    const leftMs = task.readyAt - clock.now();
    if (leftMs > 0) await clock.sleep(leftMs, either);
    return true;
  });
  const limit = limitMs === null ? [] : [clock.sleep(limitMs, either).then(() => false)];
  try {
    return await Promise.race([end, ...limit].map((outcome) => outcome.catch(() => false)));
  } finally {
    stop.abort();
  }
}
