import type { KeptFile } from '../../domain/kept-file.ts';
import { type AnswerAudiosOptions, type AnswerPath, isSamePath, readAnswerWithAudios } from './answer-audios.ts';
import { UnusableAnswer } from './unusable-answer.ts';

export interface AnswerAudioOptions extends Omit<AnswerAudiosOptions, 'isAudio'> {
  /** Where the audio may stand, such as `['data', 'audio']`; the first of them counts that has any. */
  audioPaths: readonly (readonly string[])[];
  /** Whether audio that came whole is enough, though the answer broke off behind it. */
  takesAudioAlone?: boolean;
}

export interface AnswerWithAudio {
  /** Everything but the audio; undefined where the audio alone was enough. */
  rest: unknown;
  /** The audio, in our files. */
  file: KeptFile | undefined;
  /** What stands in place of the audio when that is short and not of the encoding, such as a link. */
  text: string | undefined;
}

/**
 * Reads a JSON answer in which a whole audio file stands as one long text, whatever stands before and behind it. The
 * audio goes decoded to our files as it comes and is never held. Throws `UnusableAnswer`, what the body throws, and what
 * `files.keepBytes` throws (`FetchError` `tooLarge`).
 */
export async function readAnswerWithAudio({
  audioPaths,
  takesAudioAlone,
  ...options
}: AnswerAudioOptions): Promise<AnswerWithAudio> {
  const isAudio = (path: AnswerPath) => audioPaths.some((wanted) => isSamePath(path, wanted));
  const { rest, audios, failure } = await readAnswerWithAudios({ ...options, isAudio });
  const inOrder = audioPaths.flatMap((wanted) => audios.find(({ path }) => isSamePath(path, wanted)) ?? []);
  const chosen = inOrder.find((audio) => audio.file) ?? inOrder.find((audio) => audio.text) ?? inOrder[0];
  const { file, text } = chosen ?? { file: undefined, text: undefined };
  if (failure) {
    const isAboutAudio = failure.error instanceof UnusableAnswer && failure.error.reason === 'badAudio';
    // What was paid for is here; the rest would only have said so.
    if (!takesAudioAlone || !file || isAboutAudio || options.signal.aborted) throw failure.error;
  }
  return { rest, file, text };
}
