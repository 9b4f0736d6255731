import { Assembler } from 'stream-json/assembler.js';
import type { KeptFile } from '../../domain/kept-file.ts';
import type { Files } from '../../store/port.ts';
import { decodeText, encodingOf, isEncoded, type TextEncoding } from './decode-text.ts';
import { readTokens, type Tokens } from './read-tokens.ts';
import { UnusableAnswer } from './unusable-answer.ts';

export interface AnswerAudiosOptions {
  body: AsyncIterable<Uint8Array>;
  /** Whether the text at a place is audio. */
  isAudio(path: AnswerPath): boolean;
  /** What the audio usually is in; what comes in another one, or as a data URI, is read all the same. */
  encoding: TextEncoding;
  files: Pick<Files, 'keepBytes'>;
  /** Of each audio, decoded. */
  maximumBytes: number;
  signal: AbortSignal;
}

/** Names and positions, from the outside in, such as `['data', 0, 'audio']`. */
export type AnswerPath = readonly (string | number)[];

export interface AnswerAudio {
  path: AnswerPath;
  /** The audio, in our files. */
  file: KeptFile | undefined;
  /** What stands in place of the audio when that is short and not of the encoding, such as a link. */
  text: string | undefined;
}

export interface AnswerWithAudios {
  /** Everything but the audio; undefined when the answer could not be read to its end. */
  rest: unknown;
  /** Whatever came whole. */
  audios: AnswerAudio[];
  /**
   * Why the answer could not be read to its end: an `UnusableAnswer`, what the body threw, or what `files.keepBytes` did
   * (`FetchError` `tooLarge`).
   */
  failure: { error: unknown } | undefined;
}

/** What an answer holds beside its audio, in characters and tokens together. */
const MAXIMUM_REST = 1_000_000;
const MAXIMUM_DEPTH = 64;

/** Links that stand in place of audio are shorter. */
const MAXIMUM_TEXT = 4_096;

const DATA_URI = /^data:[^,]{0,200};base64,/i;

/**
 * Reads a JSON answer in which whole audio files stand as long texts, whatever stands between them. The audio goes decoded to
 * our files as it comes and is never held.
 */
export async function readAnswerWithAudios({
  body,
  isAudio,
  ...options
}: AnswerAudiosOptions): Promise<AnswerWithAudios> {
  const assembler = new Assembler();
  const tokens = readTokens(body);
  const budget = createBudget();
  const audios: AnswerAudio[] = [];

  const takeText = async () => {
    const path = assembler.key === null ? undefined : [...assembler.path, assembler.key];
    if (!path || !isAudio(path)) {
      assembler.consume({ name: 'stringValue', value: await join(piecesOf(tokens), budget) });
    } else if (audios.some((audio) => isSamePath(audio.path, path))) {
      throw new UnusableAnswer('badAudio');
    } else {
      audios.push({ path, ...(await takeAudio(piecesOf(tokens), options)) });
    }
  };

  try {
    for (let token = await tokens.next(); token; token = await tokens.next()) {
      budget.spend(1);
      if (assembler.depth > MAXIMUM_DEPTH) throw new UnusableAnswer('tooLarge');
      switch (token.name) {
        case 'startKey':
          assembler.consume({ name: 'keyValue', value: await join(piecesOf(tokens), budget) });
          break;
        case 'startNumber':
          assembler.consume({ name: 'numberValue', value: await join(piecesOf(tokens), budget) });
          break;
        case 'startString':
          await takeText();
          break;
        default:
          assembler.consume(token);
      }
    }
    if (!assembler.done) throw new UnusableAnswer('cutOff');
  } catch (error) {
    return { rest: undefined, audios, failure: { error } };
  } finally {
    tokens.close();
  }
  return { rest: assembler.current, audios, failure: undefined };
}

/** The pieces of one text or number, up to its end. */
async function* piecesOf(tokens: Tokens): AsyncGenerator<string> {
  for (let token = await tokens.next(); token; token = await tokens.next()) {
    if (token.name !== 'stringChunk' && token.name !== 'numberChunk') return;
    yield token.value;
  }
}

async function takeAudio(
  pieces: AsyncGenerator<string>,
  { encoding: usual, files, maximumBytes, signal }: Omit<AnswerAudiosOptions, 'body' | 'isAudio'>,
): Promise<Omit<AnswerAudio, 'path'>> {
  let beginning = '';
  let next = await pieces.next();
  for (; !next.done && beginning.length <= MAXIMUM_TEXT; next = await pieces.next()) beginning += next.value;
  const isShort = next.done && beginning.length <= MAXIMUM_TEXT;
  const [head = ''] = DATA_URI.exec(beginning) ?? [];
  const start = beginning.slice(head.length);
  const encoding = head ? 'base64' : encodingOf(start, usual);
  if (isShort && head && !start) throw new UnusableAnswer('badAudio');
  if (isShort && !head && !(start && isEncoded(start, encoding))) return { file: undefined, text: beginning };

  const all = async function* () {
    yield start;
    if (!next.done) yield next.value;
    yield* pieces;
  };
  const file = await files.keepBytes(decodeText(all(), encoding), { maximumBytes, signal });
  return { file, text: undefined };
}

interface Budget {
  spend(amount: number): void;
}

function createBudget(): Budget {
  let left = MAXIMUM_REST;
  return {
    spend(amount) {
      left -= amount;
      if (left < 0) throw new UnusableAnswer('tooLarge');
    },
  };
}

async function join(pieces: AsyncIterable<string>, budget: Budget): Promise<string> {
  const joined: string[] = [];
  for await (const piece of pieces) {
    budget.spend(piece.length);
    joined.push(piece);
  }
  return joined.join('');
}

export function isSamePath(path: AnswerPath, wanted: AnswerPath): boolean {
  return path.length === wanted.length && path.every((key, index) => key === wanted[index]);
}
