import type { Reference } from '../../domain/job.ts';
import { ProviderError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import type { Order, Submission } from '../port.ts';
import { type AnswerWithAudio, readAnswerWithAudio } from '../shared/answer-audio.ts';
import { mediaTypeOf } from '../shared/media-type.ts';
import { openSong } from '../shared/song-source.ts';
import { rethrowAs } from '../shared/transport-failure.ts';
import { UnusableAnswer } from '../shared/unusable-answer.ts';
import type { AimlapiApi, Sending, VendorAnswer } from './api.ts';
import { answerFailure, paidFailure } from './failures.ts';
import { linkTo } from './link.ts';
import { PROVIDER } from './models.ts';
import { type OrderFields, orderFields } from './order-fields.ts';

export interface SynchronousOptions {
  api: AimlapiApi;
  files: Pick<Files, 'open' | 'put'>;
  uploadTimeoutMs: number;
  /** For the paid request, which is answered with the music itself. */
  generateTimeoutMs: number;
}

/** What is ready to be paid for, and is answered with its result. */
export interface SynchronousTask {
  kind: 'synchronous';
  fields: OrderFields;
}

export interface Synchronous {
  prepare(order: Order, signal: AbortSignal): Promise<SynchronousTask>;
  submit(task: SynchronousTask, ourId: string, sending: Sending): Promise<Submission>;
}

/** A minute of music, the most that the model makes, is 11 MB of WAV; the rest is room for surprises. */
const MAXIMUM_AUDIO_BYTES = 100_000_000;
const MAXIMUM_ANSWER_BYTES = 2 * MAXIMUM_AUDIO_BYTES + 1_000_000;
const IDLE_MS = 60_000;

type Purpose = 'song' | 'voice' | 'instrumental';

/** `music-01`: uploads, then one long request. It has no tasks, so nothing can be asked about. */
export function createSynchronous({ api, files, uploadTimeoutMs, generateTimeoutMs }: SynchronousOptions): Synchronous {
  const upload = async (reference: Reference, purpose: Purpose, signal: AbortSignal) => {
    const file = {
      field: 'file',
      content: await openSong(files, reference.hash),
      // Which of the two it is shows in the name; the member's own name for it is nobody's business.
      name: reference.container === 'WAV' ? 'song.wav' : 'song.mp3',
      contentType: mediaTypeOf(reference.container),
    };
    const body = { multipart: { fields: { purpose }, file } };
    const answer = await api
      .post({ path: '/minimax/upload', body, timeoutMs: uploadTimeoutMs, signal })
      .catch(rethrowAs(PROVIDER, () => 'no'));
    const { uploads } = answer.body ?? {};
    if (!isGood(answer) || !(uploads?.voice ?? uploads?.instrumental)) throw answerFailure(answer, 'no');
    return uploads;
  };

  const generate = async (task: SynchronousTask, ourId: string, sending: Sending) => {
    const { body, ...answer } = await api.postForStream({
      path: '/minimax/generate',
      body: { json: task.fields },
      ourId,
      timeoutMs: generateTimeoutMs,
      idleMs: IDLE_MS,
      maximumAnswerBytes: MAXIMUM_ANSWER_BYTES,
      ...sending,
    });
    const read = await readAnswerWithAudio({
      body,
      audioPaths: ['audio', 'audio_url', 'audio_file', 'audio_hex'].map((name) => ['data', name]),
      encoding: 'hex',
      files,
      maximumBytes: MAXIMUM_AUDIO_BYTES,
      signal: sending.signal,
      takesAudioAlone: true,
    }).catch((error: unknown): AnswerWithAudio => {
      // A page of some gateway in between: its status says what there is to say.
      if (error instanceof UnusableAnswer && answer.status >= 300) return NOTHING;
      throw error;
    });
    return { ...read, answer: api.read(answer, read.rest) };
  };

  return {
    async prepare(order, signal) {
      const fields = orderFields(order);
      const song = order.reference && (await upload(order.reference, 'song', signal));
      const voice = order.voice && (await upload(order.voice, 'voice', signal));
      const instrumental = order.instrumental && (await upload(order.instrumental, 'instrumental', signal));
      const voiceId = voice?.voice ?? song?.voice;
      const instrumentalId = instrumental?.instrumental ?? song?.instrumental;
      return {
        kind: 'synchronous',
        fields: {
          ...fields,
          ...(voiceId !== undefined && { refer_voice: voiceId }),
          ...(instrumentalId !== undefined && { refer_instrumental: instrumentalId }),
        },
      };
    },

    async submit(task, ourId, sending) {
      const { answer, file, text } = await generate(task, ourId, sending).catch(rethrowAs(PROVIDER, (sent) => sent));
      if (!isGood(answer)) throw paidFailure(answer);
      const source = file ? ({ kind: 'file', file } as const) : linkTo(text);
      if (source) return { kind: 'finished', takes: [{ source, seed: null, costMicros: answer.costMicros ?? null }] };
      throw new ProviderError('a success without a song', {
        provider: PROVIDER,
        code: 'badResponse',
        accepted: 'unknown',
      });
    },
  };
}

const NOTHING: AnswerWithAudio = { rest: undefined, file: undefined, text: undefined };

function isGood({ status, body }: VendorAnswer): boolean {
  return status < 300 && (body?.base?.code ?? 0) === 0;
}
